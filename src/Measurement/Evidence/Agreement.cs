namespace PerfSuite.Measurement;

/// <summary>What one contender brought to be agreed upon, after <c>open</c> and <c>agree</c>.</summary>
/// <param name="Losses">Hexadecimal floats as it wrote them.</param>
/// <param name="Failure">Why it brought nothing; then digest and losses are empty.</param>
public sealed record Testimony(
    string Contender,
    string? LibTorch,
    string? Blas,
    string? CpuCapability,
    string Digest,
    IReadOnlyList<string> Losses,
    string? Failure = null);

/// <summary>Whether a contender may be timed.</summary>
public enum AgreementStatus
{
    /// <summary>The one that the others are held against.</summary>
    Reference,

    /// <summary>Same digest, same losses to the last bit.</summary>
    Exact,

    /// <summary>Another libtorch, BLAS or CPU capability: losses within tolerance.</summary>
    Within,

    /// <summary>Not the same; not timed.</summary>
    Disagrees,

    /// <summary>Brought nothing.</summary>
    Failed,
}

/// <summary>One contender held against the reference.</summary>
/// <param name="Contender">Who.</param>
/// <param name="To">The reference; null where nobody opened.</param>
/// <param name="Status">The judgement.</param>
/// <param name="Digest">Of its parameters.</param>
/// <param name="SameDigest">As the reference.</param>
/// <param name="Losses">Hexadecimal floats.</param>
/// <param name="LargestDifference">Of a loss to the reference's, absolute; null where it cannot be said.</param>
/// <param name="Tolerance">That was allowed, relative to the larger of 1 and the reference's loss; 0 is bit for bit.</param>
/// <param name="Reason">One line: why not, or why only within tolerance.</param>
public sealed record Agreement(
    string Contender,
    string? To,
    AgreementStatus Status,
    string Digest,
    bool SameDigest,
    IReadOnlyList<string> Losses,
    double? LargestDifference,
    double Tolerance,
    string? Reason)
{
    /// <summary>Allowed between two libtorches: float32 sums in another order, over a few steps.</summary>
    public const double DefaultTolerance = 1e-4;

    /// <summary>Whether it may be timed.</summary>
    public bool Agrees => Status is AgreementStatus.Reference or AgreementStatus.Exact or AgreementStatus.Within;

    /// <summary>Holds everybody against the first who opened. In the order given.</summary>
    public static IReadOnlyList<Agreement> Judge(IReadOnlyList<Testimony> testimonies, double tolerance = DefaultTolerance) =>
        throw new NotImplementedException();
}

/// <summary>The agreement of one contender on one session.</summary>
public sealed record AgreementRow(
    string Study,
    string Workload,
    string Variant,
    int Batch,
    string Device,
    int Threads,
    long Seed,
    int Steps,
    Agreement Agreement);
