using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using PerfSuite.Contenders;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using TorchSharp;

namespace PerfSuite.Protocol;

/// <summary>What the C# worker answers: one request, one reply, one open session at most.</summary>
internal sealed class Conversation : IDisposable
{
    private const int Version = 1;
    private Session? session;

    public Conversation()
    {
        torch.set_num_interop_threads(1);
        // Somebody who opens no session measures nothing; until then the count is what the environment asked for.
        torch.set_num_threads(EnvironmentThreads());
    }

    /// <summary>After <c>bye</c>.</summary>
    public bool Ended { get; private set; }

    /// <exception cref="RequestException">The request cannot be understood.</exception>
    /// <exception cref="ArgumentException">It asks for something that is not offered.</exception>
    public JsonObject Answer(Request request)
    {
        var reply = new JsonObject { ["ok"] = true };
        switch (request.Do)
        {
            case "hello":
                Hello(reply);
                break;
            case "open":
                Open(request, reply);
                break;
            case "agree":
                reply["losses"] = new JsonArray([.. Opened(request).Agree((int)request.Whole("steps", 1, 1000)).Select(loss => JsonValue.Create(HexFloat.Format(loss)))]);
                break;
            case "infer":
                Infer(request, reply);
                break;
            case "round":
                reply["nanoseconds"] = Opened(request).Time(PhaseOf(request), Iterations(request));
                break;
            case "latencies":
                var latencies = Opened(request).Latencies(PhaseOf(request), Iterations(request, Session.MostLatencies));
                reply["nanoseconds"] = new JsonArray([.. latencies.Select(nanoseconds => JsonValue.Create(nanoseconds))]);
                break;
            case "counters":
                Count(request, reply);
                break;
            case "save":
                Opened(request).Save(request.String("path"));
                break;
            case "load":
                Opened(request).Load(request.String("path"));
                break;
            case "close":
                Close();
                break;
            case "bye":
                Ended = true;
                break;
            default:
                throw new RequestException($"there is no request '{Short(request.Do)}'; there are hello, open, agree, infer, round, latencies, counters, save, load, close, bye");
        }
        return reply;
    }

    public void Dispose() => Close();

    private static void Hello(JsonObject reply)
    {
        var runtime = TorchRuntime.Current;
        reply["protocol"] = Version;
        reply["contender"] = runtime.Contender;
        reply["language"] = RuntimeInformation.FrameworkDescription;
        var versions = new JsonObject { ["torch"] = runtime.LibTorchVersion, ["binding"] = runtime.Label };
        var blas = Blas.OfThisProcess(runtime);
        if (blas.Core is { } kernels)
            versions[BlasVariant.Kernels] = kernels;
        if (blas.OwnThreads is { } own)
            versions[BlasVariant.Threads] = own ? BlasVariant.OwnThreads : "as libtorch";
        reply["versions"] = versions;
        reply["libtorch"] = runtime.LibTorchVersion;
        reply["blas"] = runtime.Blas;
        reply["cpuCapability"] = runtime.CpuCapability;
        reply["threads"] = torch.get_num_threads();
        reply["pid"] = Environment.ProcessId;
        reply["devices"] = new JsonArray([.. ComputeDevice.Here.Select(name => JsonValue.Create(name))]);
        reply["workloads"] = new JsonArray([.. Workload.All.Select(workload => JsonValue.Create(workload.Name))]);
        reply["phases"] = new JsonObject(Workload.All.Select(workload => KeyValuePair.Create<string, JsonNode?>(
            workload.Name, new JsonArray([.. workload.Phases.Select(phase => JsonValue.Create(PhaseName.Of(phase)))]))));
    }

    private void Open(Request request, JsonObject reply)
    {
        Close();
        var workload = Workload.Find(Short(request.String("workload")));
        session = workload.Open(new SessionOptions(
            (int)request.Whole("batch", 1, 65536),
            request.Whole("seed", 0, 1L << 53),
            (int)request.Whole("threads", 1, 1024),
            Short(request.String("device")),
            Short(request.String("variant")),
            request.Optional("data"),
            request.Strings("settings"),
            request.Optional("weights"),
            (int)request.Whole("workers", 0, 64, 0),
            Short(request.Optional("mode") ?? ComputeMode.Standard.Name)));
        reply["parameters"] = session.Parameters;
        reply["digest"] = session.Digest();
    }

    private void Infer(Request request, JsonObject reply)
    {
        if (Opened(request) is not NetworkSession network)
            throw new RequestException($"infer: {session!.Workload.Name} is no network that is trained");
        using var computed = network.Predict();
        using var output = computed.to(torch.CPU, copy: true);
        reply["digest"] = ParameterDigest.Of([("output", output)]);
        using var all = output.flatten();
        using var shown = all.narrow(0, 0, Math.Min(all.numel(), InferReply.Shown));
        using var first = shown.to(torch.ScalarType.Float32);
        reply["first"] = new JsonArray([.. first.data<float>().Select(value => JsonValue.Create(HexFloat.Format(value)))]);
    }

    private void Count(Request request, JsonObject reply)
    {
        var counters = Opened(request).Count(PhaseOf(request), Iterations(request));
        reply["managedBytes"] = counters.ManagedBytes;
        reply["nativeOperations"] = ByName(counters.NativeOperations);
        reply["tensorsMade"] = counters.TensorsMade;
        reply["tensorsAlive"] = counters.TensorsAlive;
        reply["nativeCalls"] = counters.NativeCalls;
        reply["operationNanoseconds"] = ByName(counters.OperationNanoseconds);
        reply["peakBytes"] = counters.PeakBytes;
        reply["gpuPeakBytes"] = counters.GpuPeakBytes;
    }

    private static JsonObject? ByName(IReadOnlyDictionary<string, double>? numbers) => numbers is null
        ? null
        : new JsonObject(numbers.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private void Close()
    {
        session?.Dispose();
        session = null;
    }

    private Session Opened(Request request) => session ?? throw new RequestException($"{request.Do}: no session is open");

    private static Phase PhaseOf(Request request) => PhaseName.Parse(Short(request.String("phase")));

    private static int Iterations(Request request, int most = 1_000_000_000) => (int)request.Whole("iterations", 1, most);

    private static string Short(string name) => name.Length > 80 ? name[..80] + "…" : name;

    private static int EnvironmentThreads() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out var threads) && threads is >= 1 and <= 1024 ? threads : 1;
}
