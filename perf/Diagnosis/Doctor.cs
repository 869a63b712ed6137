using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Studies;
using TorchSharp;

namespace PerfSuite.Diagnosis;

/// <summary>Looks at this machine and build as a measurer would: everything that makes numbers wrong, slow or impossible.</summary>
internal static class Doctor
{
    public static IReadOnlyList<Finding> Examine()
    {
        var machine = Machine.Read();
        using var lineup = new Lineup(Contender.Find([.. Contender.Known.Append(OtherSupplierContender.Name).Distinct(), .. Contender.Guests], 1), WorkerLimits.Default);
        return
        [
            new("machine", string.Join(", ", new[]
            {
                machine.Cpu ?? "unknown processor", $"{machine.Cores} cores", Memory(machine.MemoryBytes), machine.Hypervisor == true ? "virtual" : null, machine.Os, machine.Kernel,
            }.OfType<string>())),
            Load(machine),
            Build(),
            .. Torch(),
            .. OperatingSystem.IsWindows() ? WindowsFindings.Of(WindowsFacts.Read()) : Driver(),
            new("JPEG", JpegDecoder.Absence is null ? "libturbojpeg" : "none", JpegDecoder.Absence),
            .. lineup.Entrants.Select(Peer),
            Agreement(lineup),
        ];
    }

    private static string? Memory(long? bytes) => bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known / 1073741824.0:0.#} GiB") : null;

    private static Finding Load(Machine machine)
    {
        var text = machine.Load is { } load ? load.ToString("0.00", CultureInfo.InvariantCulture) : "unknown";
        return new("load", text, machine.Load > 0.5 * machine.Cores
            ? "somebody else is at work: two-thread rows suffer most; end it, or look at the spread"
            : null);
    }

    /// <summary>Whether this program was compiled without optimisation.</summary>
    public static bool IsDebugBuild => typeof(Doctor).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    private static Finding Build() => new(
        "program",
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {(IsDebugBuild ? "Debug" : "Release")}, {SourceCommit.Of(Workplace.Root) ?? "no commit"}",
        IsDebugBuild ? "a Debug build is slow in ways a user's is not: `dotnet run -c Release --project perf`" : null);

    private static IEnumerable<Finding> Driver() => NvidiaDriver.Read() is { } driver ? [new("NVIDIA driver", driver.ToString())] : [];

    private static IEnumerable<Finding> Torch()
    {
        var runtime = TorchRuntime.Current;
        string? version = null, trouble = null;
        var threads = 0;
        try
        {
            threads = torch.get_num_threads();
            version = runtime.LibTorchVersion;
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or BadImageFormatException or EntryPointNotFoundException or ExternalException or NotSupportedException)
        {
            trouble = (exception.InnerException ?? exception).Message.Split('\n')[0];
        }
        if (version is null)
        {
            yield return new("torch", runtime.Label, $"libtorch cannot be loaded: {trouble}; {(OperatingSystem.IsWindows() ? "why, and the cure, stands in the lines below" : "./setup.sh installs one, or set LIBTORCH to its folder and build again")}");
            yield break;
        }
        yield return new("torch", $"{runtime.Label}, libtorch {version}{(runtime.LibTorchPath is { } path ? ", " + path : "")}");
        yield return new("capability", $"{runtime.CpuCapability ?? "not told"}; {threads} {(threads == 1 ? "thread" : "threads")} unless told otherwise (contenders are always told)");
        var blas = Blas.OfThisProcess();
        yield return new("BLAS", (blas.Path ?? "inside libtorch, or none") + (blas.Core is { } core ? $", kernels for {core}" : ""), BlasWarning(blas));
    }

    private static string? BlasWarning(Blas blas)
    {
        if (blas.IsReference)
            return "this is the reference BLAS: dense layers run 15 to 30 times slower than they could; ./setup.sh installs OpenBLAS, or: apt-get install libopenblas0-openmp";
        return Blas.BetterCore(blas.Core, Blas.ProcessorFlags()) is { } better
            ? $"OpenBLAS took this processor for an older one; try OPENBLAS_CORETYPE={better} (matrix products were 1.7 times as fast where we tried)"
            : null;
    }

    private static Finding Peer(Entrant entrant) => entrant switch
    {
        { Contender: { Absence: { } absence, Name: Contender.TensorFlowJs or Contender.OnnxRuntime } } => new(entrant.Contender.Title, $"absent; only study mnist has it: {absence}"),
        { Contender: { Absence: { } absence } contender } when contender.Name == OtherSupplierContender.Name => new(contender.Title, $"{absence}; one C# is enough"),
        { Contender: { Absence: { } absence, Name: Contender.Chainer } } => new(entrant.Contender.Title, $"absent; only studies deeppose and autograd have it: {absence}"),
        { Contender.Absence: { } absence } => new(entrant.Contender.Title, "absent", absence),
        { Failure: { } failure } => new(entrant.Contender.Title, "failed", failure),
        { Hello: not null } => new(entrant.Contender.Title, Table.Identity(entrant)),
        _ => new(entrant.Contender.Title, "unknown", "it said nothing"),
    };

    private static Finding Agreement(Lineup lineup)
    {
        var judged = lineup.Open(new OpenRequest("mnist-softmax", 4), Plan.AgreementSteps, Contender.Guests);
        var others = judged.Where(one => one.Status != AgreementStatus.Reference).ToList();
        var apart = others.Where(one => !one.Agrees).ToList();
        var text = others.Count == 0 ? "nobody to compare"
            : apart.Count > 0 ? "not everybody agrees"
            : others.All(one => one.Status == AgreementStatus.Exact) ? "the same bits from all, mnist-softmax"
            : "the same within tolerance, mnist-softmax";
        return new("agreement", text, apart.Count == 0 ? null : string.Join("; ", apart.Select(one => $"{one.Contender}: {one.Reason}")));
    }
}
