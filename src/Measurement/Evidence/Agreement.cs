using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>What one contender brought to be agreed upon, after <c>open</c> and <c>agree</c>.</summary>
/// <param name="Losses">Hexadecimal floats as it wrote them.</param>
/// <param name="Failure">Why it brought nothing; then digest and losses are empty.</param>
/// <param name="Freedom">Why its losses may differ from the others' in their last bits, or from its own of another time; null where the same bits are expected. The parameters it began with never may.</param>
public sealed record Testimony(
    string Contender,
    string? LibTorch,
    string? Blas,
    string? CpuCapability,
    string Digest,
    IReadOnlyList<string> Losses,
    string? Failure = null,
    string? Freedom = null);

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

    /// <summary>Allowed where kernels are chosen by trying and sums have no fixed order, as on a GPU: factors may be rounded to ten bits.</summary>
    public const double FreeTolerance = 2e-3;

    /// <summary>The same where everything is rounded to seven bits.</summary>
    public const double Bfloat16Tolerance = 2e-2;

    /// <summary>Whether it may be timed.</summary>
    public bool Agrees => Status is AgreementStatus.Reference or AgreementStatus.Exact or AgreementStatus.Within;

    /// <summary>
    /// Holds everybody against the first who brought finite losses. Bit for bit, digest and losses; but where libtorch, BLAS or CPU
    /// capability are known to differ, a loss may differ by the tolerance and the digest is only told; and where bits are free, by the tolerance.
    /// </summary>
    /// <param name="testimonies">Of one session, the preferred reference first.</param>
    /// <param name="tolerance">Relative to the larger of 1 and the reference's loss.</param>
    /// <returns>In the order given.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is below 0, or not finite.</exception>
    public static IReadOnlyList<Agreement> Judge(IReadOnlyList<Testimony> testimonies, double tolerance = DefaultTolerance)
    {
        if (!(tolerance >= 0 && double.IsFinite(tolerance)))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is finite, 0 or more.");
        var reference = testimonies.FirstOrDefault(testimony => Fault(testimony) is null);
        return [.. testimonies.Select(testimony => Judge(testimony, reference, tolerance))];
    }

    private static Agreement Judge(Testimony testimony, Testimony? reference, double tolerance)
    {
        var same = reference is not null && testimony.Digest == reference.Digest;
        Agreement Verdict(AgreementStatus status, double? largest, double allowed, string? reason) =>
            new(testimony.Contender, reference?.Contender, status, testimony.Digest, same, testimony.Losses, largest, allowed, reason);

        if (Fault(testimony) is { } fault)
            return Verdict(AgreementStatus.Failed, null, 0, fault);
        if (ReferenceEquals(testimony, reference))
            return Verdict(AgreementStatus.Reference, 0, 0, null);
        if (testimony.Losses.Count != reference!.Losses.Count)
            return Verdict(AgreementStatus.Disagrees, null, 0, $"{testimony.Losses.Count} losses, {reference.Contender} has {reference.Losses.Count}");

        var (losses, expected) = (Values(testimony), Values(reference));
        var differences = losses.Zip(expected, (loss, other) => Math.Abs((double)loss - other)).ToArray();
        var largest = differences.Max();
        var at = Array.IndexOf(differences, largest);
        var bits = losses.Zip(expected).All(pair => BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second));
        if (same && bits)
            return Verdict(AgreementStatus.Exact, 0, 0, null);

        var parameters = same ? "same parameters" : "other parameters";
        var told = bits ? $"{parameters}, same losses"
            : string.Create(CultureInfo.InvariantCulture, $"{parameters}, loss {at + 1} of {losses.Length} differs by {largest:0.###e+0}: {testimony.Losses[at]}, {reference.Contender} has {reference.Losses[at]}");
        if ((Excuse(testimony, reference) ?? (same ? testimony.Freedom : null)) is not { } excuse)
            return Verdict(AgreementStatus.Disagrees, largest, 0, told);
        var within = differences.Zip(expected).All(pair => pair.First <= tolerance * Math.Max(1, Math.Abs((double)pair.Second)));
        return Verdict(within ? AgreementStatus.Within : AgreementStatus.Disagrees, largest, tolerance, $"{told}; {excuse}");
    }

    // Null: the same bits can be expected. What is not known is taken to be the same, but for libtorch.
    private static string? Excuse(Testimony testimony, Testimony reference)
    {
        if (!SameVersion(testimony.LibTorch, reference.LibTorch))
            return $"libtorch {testimony.LibTorch ?? "unknown"}, {reference.Contender} has {reference.LibTorch ?? "unknown"}";
        if (testimony.Blas is { } blas && reference.Blas is { } other && blas != other)
            return $"BLAS {blas}, {reference.Contender} has {other}";
        if (testimony.CpuCapability is { } capability && reference.CpuCapability is { } another && capability != another)
            return $"CPU capability {capability}, {reference.Contender} has {another}";
        return null;
    }

    // Some can name two numbers only: 1.13 is 1.13.1.
    private static bool SameVersion(string? version, string? other)
    {
        if (version is null || other is null)
            return false;
        var (numbers, others) = (version.Split('.'), other.Split('.'));
        var common = Math.Min(numbers.Length, others.Length);
        return common >= 2 ? numbers.Take(common).SequenceEqual(others.Take(common)) : version == other;
    }

    private static string? Fault(Testimony testimony)
    {
        if (testimony.Failure is { } failure)
            return OneLine.Of(failure);
        if (testimony.Losses.Count == 0)
            return "brought no losses";
        for (var i = 0; i < testimony.Losses.Count; i++)
        {
            if (!HexFloat.TryParse(testimony.Losses[i], out var loss))
                return $"loss {i + 1} is '{OneLine.Of(testimony.Losses[i], 60)}', not a float32 as a hexadecimal float";
            if (!float.IsFinite(loss))
                return $"loss {i + 1} is {testimony.Losses[i]}, not finite";
        }
        return null;
    }

    private static float[] Values(Testimony testimony) =>
        [.. testimony.Losses.Select(text => HexFloat.TryParse(text, out var loss) ? loss : float.NaN)];
}

/// <summary>The agreement of one contender on one session.</summary>
/// <param name="Study">As in <see cref="Case"/>, and so are workload, variant, batch, device and threads.</param>
/// <param name="Workload">Its name.</param>
/// <param name="Variant">Its variant.</param>
/// <param name="Batch">Samples in a step.</param>
/// <param name="Device">Where it computed.</param>
/// <param name="Threads">Within an operation.</param>
/// <param name="Seed">Of parameters and samples.</param>
/// <param name="Steps">Training steps whose losses were compared.</param>
/// <param name="Agreement">What it came to.</param>
/// <param name="Settings">As in <see cref="Case"/>.</param>
public sealed record AgreementRow(
    string Study,
    string Workload,
    string Variant,
    int Batch,
    string Device,
    int Threads,
    long Seed,
    int Steps,
    Agreement Agreement,
    string Settings = "");
