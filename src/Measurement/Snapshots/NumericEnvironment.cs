namespace PerfSuite.Measurement;

/// <summary>What decides the last bits of float32 arithmetic. Null is what cannot be found out.</summary>
/// <param name="LibTorch">Its version, three numbers.</param>
/// <param name="Blas">The library and, where it chooses them by processor as OpenBLAS does, its kernels.</param>
/// <param name="CpuCapability">The vector instructions of libtorch's own kernels, such as <c>AVX512</c>.</param>
/// <param name="Threads">Within an operation: sums are split among them.</param>
public sealed record NumericEnvironment(string? LibTorch, string? Blas, string? CpuCapability, int Threads)
{
    internal const string Unknown = "unknown";

    private const string LibTorchLabel = "libtorch";
    private const int VersionNumbers = 3;

    /// <summary>Whether the same bits can be demanded: all four are known and the same.</summary>
    public bool Matches(NumericEnvironment other) => this == other && LibTorch is not null && Blas is not null && CpuCapability is not null;

    /// <summary>
    /// What comes first of several has least in its way: the nearest version of libtorch, for the draws of random numbers and the
    /// algorithms change with it; then the fewest differences besides.
    /// </summary>
    internal (int Major, int Minor, int Patch, int Others) DistanceTo(NumericEnvironment other)
    {
        var (mine, theirs) = (Version(LibTorch), Version(other.LibTorch));
        var gaps = mine.Zip(theirs, (one, two) => Math.Abs(one - two)).ToArray();
        return (gaps[0], gaps[1], gaps[2], Differences(other).Count(difference => difference.What != LibTorchLabel));
    }

    /// <summary>What is not known to be the same, as it is here.</summary>
    internal IEnumerable<(string What, string Here, string There)> Differences(NumericEnvironment other)
    {
        (string What, string? Here, string? There)[] parts =
        [
            (LibTorchLabel, LibTorch, other.LibTorch),
            ("BLAS", Blas, other.Blas),
            ("CPU capability", CpuCapability, other.CpuCapability),
            ("threads", Text(Threads), Text(other.Threads)),
        ];
        return parts.Where(part => part.Here is null || part.Here != part.There).Select(part => (part.What, part.Here ?? Unknown, part.There ?? Unknown));
    }

    /// <summary>One line.</summary>
    public override string ToString() => $"libtorch {LibTorch ?? Unknown}, BLAS {Blas ?? Unknown}, CPU capability {CpuCapability ?? Unknown}, {Text(Threads)} {(Threads == 1 ? "thread" : "threads")}";

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // What is no number, or missing, is far from everything.
    private static int[] Version(string? text)
    {
        var numbers = (text ?? "").Split('.').Select(part => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1);
        return [.. numbers.Concat(Enumerable.Repeat(-1, VersionNumbers)).Take(VersionNumbers)];
    }
}
