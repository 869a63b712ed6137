namespace PerfSuite.Measurement;

/// <summary>What C# computed with beside C++: with another, its ratio is another.</summary>
/// <param name="Contender">Which of the two suppliers.</param>
/// <param name="Blas">The last two parts of its path, such as <c>openblas-openmp/libblas.so.3</c>: another one shifts the share that is arithmetic.</param>
/// <param name="CpuCapability">Vector instructions that libtorch uses, for the same reason.</param>
public sealed record RatioFooting(string Contender, string Blas, string CpuCapability)
{
    /// <summary>Of a worker, by what it says of itself.</summary>
    public static RatioFooting Of(WorkerHello hello) => new(
        hello.Contender, hello.Blas is { Length: > 0 } blas ? string.Join('/', blas.Split('/', '\\').TakeLast(2)) : "unknown", hello.CpuCapability ?? "unknown");

    /// <inheritdoc/>
    public override string ToString() => $"{Contender}, {Blas}, {CpuCapability}";

    internal static RatioFooting Read(Field field) => new(field["contender"].Text(), field["blas"].Text(), field["cpuCapability"].Text());
}
