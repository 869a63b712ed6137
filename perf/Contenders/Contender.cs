using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>Somebody who could take part.</summary>
/// <param name="Name">As in results: <c>cpp</c>.</param>
/// <param name="Title">As in tables: <c>C++</c>.</param>
/// <param name="Command">How to start its worker; null when it is not on this machine.</param>
/// <param name="Absence">Why not, and the cure; null when it is.</param>
internal sealed record Contender(string Name, string Title, WorkerCommand? Command, string? Absence)
{
    /// <summary>Settings of its own, on top of those of what is measured: one language may take part in several ways.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>
    /// Among whom the bits must be the same, where one language takes part in ways that round differently; null is one group too.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Whether it sums in an order of its own, so that its losses may differ within tolerance although its libtorch is the others'.</summary>
    public bool RoundsOtherwise { get; init; }

    /// <summary>What is wrong with what its process, of this number, says of itself, so that it may not take part; null where nothing is.</summary>
    public Func<WorkerHello, int, string?>? Objection { get; init; }

    public const string Cpp = "cpp";
    public const string Python = "python";
    public const string TensorFlowJs = "tfjs";
    public const string OnnxRuntime = "onnxruntime";
    public const string Chainer = "chainer";

    /// <summary>This build's own name: which of the two suppliers it was compiled against.</summary>
    public static string CSharp => TorchRuntime.Current.Contender;

    /// <summary>Who has every workload: what <c>--contenders</c> understands. <c>csharp</c> is whichever of the two this build is; the other has its own name, once it is built.</summary>
    public static IReadOnlyList<string> Known { get; } = ["cpp", "csharp", .. OtherSupplierContender.IsBuilt ? new[] { OtherSupplierContender.Name } : [], "python"];

    /// <summary>Engines of other kinds, which predict and no more; only the studies that ask for them have them.</summary>
    public static IReadOnlyList<string> Predictors { get; } = [TensorFlowJs, OnnxRuntime];

    /// <summary>Who takes part only in the studies that ask for it, and so is not needed.</summary>
    public static IReadOnlyList<string> Guests { get; } = [.. Predictors, Chainer];

    /// <summary>Looks for everybody of <paramref name="asked"/>; in the order of the tables, C++ first: the others are held against it.</summary>
    /// <param name="threads">For the libraries that read their thread count from the environment at start.</param>
    public static IReadOnlyList<Contender> Find(IReadOnlyList<string> asked, int threads)
    {
        var environment = Surroundings.Of(threads);
        return [.. asked.Select(name => name switch
        {
            "cpp" => CppContender.Find(environment),
            "csharp" => CSharpContender.Find(environment),
            "python" => PythonContender.Find(environment),
            Chainer => ChainerContender.Find(environment),
            TensorFlowJs or OnnxRuntime => NodeContender.Find(name, environment),
            _ when name == OtherSupplierContender.Name => OtherSupplierContender.Find(environment),
            _ => throw new ArgumentException($"There is no contender '{name}'."),
        })];
    }
}
