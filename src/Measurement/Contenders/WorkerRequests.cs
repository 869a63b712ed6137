using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>The requests of protocol 1, and what their replies must hold. Each throws <see cref="WorkerException"/> as <see cref="Ask(JsonObject, TimeSpan)"/> does, and for a reply that lacks something or holds nonsense.</summary>
public sealed partial class Worker
{
    private const int Protocol = 1;
    private const int MostNames = 4096;
    private const int MostThreads = 1024;
    private const int LongestName = 256;
    private const int DigestDigits = 64;

    /// <summary><c>hello</c>.</summary>
    /// <exception cref="WorkerException">Also when it speaks another protocol.</exception>
    public WorkerHello Hello() => Ask(new JsonObject { ["do"] = "hello" }, limits.Hello, Greeting);

    /// <summary><c>open</c> within <see cref="WorkerLimits.Open"/>; a session already open is closed first.</summary>
    /// <exception cref="WorkerException">Also when it does not offer what is asked for, or cannot read a file; it can be asked again then.</exception>
    public OpenReply Open(OpenRequest request)
    {
        var message = new JsonObject
        {
            ["do"] = "open",
            ["workload"] = request.Workload,
            ["variant"] = request.Variant,
            ["batch"] = request.Batch,
            ["seed"] = request.Seed,
            ["device"] = request.Device,
            ["threads"] = request.Threads,
        };
        if (request.Data is { } data)
            message["data"] = data;
        if (request.Settings is { Count: > 0 } settings)
            message["settings"] = new JsonObject(settings.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));
        if (request.Mode != OpenRequest.StandardMode)
            message["mode"] = request.Mode;
        if (request.Workers > 0)
            message["workers"] = request.Workers;
        if (request.Weights is { } weights)
            message["weights"] = weights;
        return Ask(message, limits.Open, Opened);
    }

    /// <summary><c>agree</c>: the loss before each of <paramref name="steps"/> training steps, hexadecimal floats as the worker wrote them.</summary>
    /// <param name="steps">1 to 1000. The parameters have changed afterwards.</param>
    public IReadOnlyList<string> Agree(int steps) =>
        Ask(new JsonObject { ["do"] = "agree", ["steps"] = steps }, limits.Request, reply => Losses(reply, steps));

    /// <summary><c>infer</c>: the output of the session's batch, in eval mode and without gradient; changes nothing. Of networks that are trained only.</summary>
    public InferReply Infer() => Ask(new JsonObject { ["do"] = "infer" }, limits.Request, Inferred);

    /// <summary><c>round</c> within <see cref="WorkerLimits.Request"/>: nanoseconds of all iterations together.</summary>
    /// <param name="phase">One that its hello names.</param>
    /// <param name="iterations">1 to 10⁹.</param>
    public long Round(string phase, int iterations) => Ask(
        Burst("round", phase, iterations),
        limits.Request,
        reply => Nanoseconds(reply["nanoseconds"]));

    /// <summary><c>latencies</c> within <see cref="WorkerLimits.Request"/>: nanoseconds of each iteration by itself, of 1 to 20,000.</summary>
    public IReadOnlyList<long> Latencies(string phase, int iterations) =>
        Ask(Burst("latencies", phase, iterations), limits.Request, reply =>
        {
            var nanoseconds = reply["nanoseconds"].List(iterations, Nanoseconds);
            return nanoseconds.Length == iterations ? nanoseconds : throw reply["nanoseconds"].Wrong($"{iterations} numbers");
        });

    /// <summary><c>counters</c> within <see cref="WorkerLimits.Request"/>: what an iteration comes to, in numbers without noise.</summary>
    /// <param name="phase">One that its hello names.</param>
    /// <param name="iterations">1 to 10⁹, over which counts are averaged.</param>
    public WorkerCounters Counters(string phase, int iterations) => Ask(Burst("counters", phase, iterations), limits.Request, Counts);

    /// <summary><c>save</c>: all parameters and buffers into a safetensors file.</summary>
    public void Save(string path) => Ask(new JsonObject { ["do"] = "save", ["path"] = path }, limits.Request, _ => true);

    /// <summary><c>load</c>: all parameters and buffers from a safetensors file, or nothing.</summary>
    /// <exception cref="WorkerException">Also when the file is of another network; then nothing has changed.</exception>
    public void Load(string path) => Ask(new JsonObject { ["do"] = "load", ["path"] = path }, limits.Request, _ => true);

    /// <summary><c>close</c>: frees the session; there may be none.</summary>
    public void Close() => Ask(new JsonObject { ["do"] = "close" }, limits.Request, _ => true);

    /// <summary><c>bye</c>, and waits for the exit; a worker that stays is ended.</summary>
    public void Bye()
    {
        const string Asked = "bye";
        Ask(new JsonObject { ["do"] = Asked }, limits.Bye, _ => true);
        lock (asking)
        {
            var ending = process.Ending(limits.Bye);
            _ = Ended(Asked, WorkerFault.Died, ending ?? "stayed");
        }
    }

    internal static WorkerHello Greeting(Field reply)
    {
        if (reply["protocol"].Integer(0, int.MaxValue) is not Protocol)
            throw reply["protocol"].Wrong($"protocol {Protocol}");
        return new WorkerHello(
            Name(reply["contender"]),
            Name(reply["language"]),
            reply["versions"].Map(MostNames, Name),
            reply.Maybe("libtorch") is { } libtorch ? Name(libtorch) : null,
            reply.Maybe("blas")?.Text(),
            reply.Maybe("cpuCapability") is { } capability ? Name(capability) : null,
            reply["threads"].Int(1, MostThreads),
            reply["pid"].Int(1, int.MaxValue),
            reply["devices"].List(MostNames, Name),
            reply["workloads"].List(MostNames, Name),
            reply["phases"].Map<IReadOnlyList<string>>(MostNames, phases => phases.List(MostNames, Name)));
    }

    internal static OpenReply Opened(Field reply) => new(reply["parameters"].Integer(0, Field.LargestInteger), Digest(reply["digest"]), reply.Maybe("freedom") is { } freedom ? Name(freedom) : null);

    internal static IReadOnlyList<string> Losses(Field reply, int steps)
    {
        var losses = reply["losses"].List(steps, Loss);
        return losses.Length == steps ? losses : throw reply["losses"].Wrong($"{steps} losses");
    }

    internal static InferReply Inferred(Field reply)
    {
        var first = reply["first"].List(InferReply.Shown, Loss);
        return first.Length > 0 ? new InferReply(Digest(reply["digest"]), first) : throw reply["first"].Wrong("a number at least");
    }

    /// <summary>Counters as a worker or a file of results gives them.</summary>
    internal static WorkerCounters Counts(Field reply) => new(
        reply.Maybe("managedBytes")?.Number(0, Field.LargestInteger),
        reply.Maybe("nativeOperations")?.Map(MostNames, count => count.Number(0, Field.LargestInteger)),
        reply.Maybe("tensorsMade")?.Number(0, Field.LargestInteger),
        reply.Maybe("tensorsAlive")?.Integer(-Field.LargestInteger, Field.LargestInteger),
        reply.Maybe("nativeCalls")?.Number(0, Field.LargestInteger),
        reply.Maybe("operationNanoseconds")?.Map(MostNames, nanoseconds => nanoseconds.Number(0, Field.LargestInteger)),
        reply.Maybe("peakBytes")?.Number(0, Field.LargestInteger),
        reply.Maybe("gpuPeakBytes")?.Number(0, Field.LargestInteger));

    internal static string Digest(Field field)
    {
        var digest = field.Text();
        return digest.Length == DigestDigits && digest.All(char.IsAsciiHexDigitLower)
            ? digest
            : throw field.Wrong($"{DigestDigits} lower-case hexadecimal digits");
    }

    internal static string Loss(Field field)
    {
        var loss = field.Text();
        return HexFloat.TryParse(loss, out _) ? loss : throw field.Wrong("a float32 as a hexadecimal float such as 0x1.26bb1cp+1");
    }

    // It cannot have worked longer than we have waited.
    private long Nanoseconds(Field field) =>
        field.Integer(0, (long)Math.Min(Field.LargestInteger, limits.Request.TotalMilliseconds * 1e6));

    private static JsonObject Burst(string what, string phase, int iterations) =>
        new() { ["do"] = what, ["phase"] = phase, ["iterations"] = iterations };

    private static string Name(Field field) => field.Text(LongestName);
}
