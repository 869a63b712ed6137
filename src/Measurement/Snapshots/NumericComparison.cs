using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>A value that is not, to the bit, what is listed.</summary>
/// <param name="Received">Null where the key is listed and nothing came.</param>
/// <param name="Listed">Null where the key is not listed.</param>
/// <param name="Allowed">The difference that is allowed here; 0 is the same bits.</param>
/// <param name="Elsewhere">The tolerance of other environments; null where the key is not listed.</param>
public sealed record NumericDeviation(string Key, float? Received, float? Listed, double Allowed, NumericTolerance? Elsewhere)
{
    /// <summary>Absolute; null where one of the two is missing.</summary>
    public double? By => Received is { } received && Listed is { } listed ? Math.Abs((double)received - listed) : null;

    /// <summary>Whether the difference is allowed; never where a value is missing or not finite, or the same bits are demanded: −0 is not 0 then.</summary>
    public bool Within => Allowed > 0 && Received is { } received && Listed is { } listed && float.IsFinite(received) && float.IsFinite(listed) && By <= Allowed;

    /// <summary>One line.</summary>
    public override string ToString() => (Received, Listed) switch
    {
        (null, { } listed) => $"{Key}: nothing came, {Both(listed)} is listed",
        ({ } received, null) => $"{Key}: {Both(received)} came, and the key is not listed",
        ({ } received, { } listed) => $"{Key}: {Both(received)}, listed {Both(listed)}; off by {Short(By!.Value)}, allowed {(Allowed == 0 ? "no bit" : Short(Allowed))}"
            + (Elsewhere is { } tolerance ? $" (atol {Short(tolerance.Absolute)}, rtol {Short(tolerance.Relative)}{(Allowed == 0 ? ", in other environments" : "")})" : ""),
        _ => Key,
    };

    internal static string Short(double value) => value == 0 ? "0" : value.ToString("0.###e+0", CultureInfo.InvariantCulture);

    private static string Both(float value) => $"{HexFloat.Format(value)} ({NumericSnapshotWriter.Decimal(value)})";
}

/// <summary>What was received held against the accepted entry of its environment, or the nearest.</summary>
/// <param name="Environment">What it was received in.</param>
/// <param name="Listed">What it was held against.</param>
/// <param name="Exact">Whether the same bits are demanded: the environment is listed.</param>
/// <param name="Deviations">In the order of the snapshot, keys that are not listed last.</param>
public sealed record NumericComparison(NumericEnvironment Environment, NumericEntry Listed, bool Exact, IReadOnlyList<NumericDeviation> Deviations)
{
    /// <summary>Whether nothing differs by more than is allowed, and no key is missing or too many.</summary>
    public bool Passes => Deviations.All(deviation => deviation.Within);

    /// <summary>Compares every key of either; the order in which they came says nothing.</summary>
    public static NumericComparison Of(NumericSnapshot accepted, NumericEntry received)
    {
        var listed = accepted.Nearest(received.Environment);
        var exact = received.Environment.Matches(listed.Environment);
        var deviations =
            from tolerance in accepted.Tolerances
            let expected = listed.Values[tolerance.Key]
            let came = received.Values.TryGetValue(tolerance.Key, out var value) ? value : (float?)null
            where came is not { } one || !Same(one, expected)
            select new NumericDeviation(tolerance.Key, came, expected, exact ? 0 : tolerance.Value.Bound(expected), tolerance.Value);
        var unlisted = received.Values.Where(pair => !listed.Values.ContainsKey(pair.Key)).Select(pair => new NumericDeviation(pair.Key, pair.Value, null, 0, null));
        return new NumericComparison(received.Environment, listed, exact, [.. deviations, .. unlisted]);
    }

    /// <summary>Lines: what it was held against and why, then every deviation that is not allowed.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Exact
            ? $"Held, bit for bit, against the entry of {Environment}."
            : $"No entry has {Environment}. Held against the nearest: {string.Join(", ", Environment.Differences(Listed.Environment).Select(difference => $"{difference.What} {difference.Here}, listed {difference.There}"))}.";
        foreach (var deviation in Deviations.Where(deviation => !deviation.Within))
            yield return deviation.ToString();
        if (!Exact && Passes)
            yield return Deviations.MaxBy(deviation => deviation.By) is { } largest ? $"All within their tolerances; the largest difference: {largest}." : "All the same, to the bit.";
    }

    // One NaN is as good as another: the bits of its payload mean nothing.
    private static bool Same(float one, float other) => BitConverter.SingleToInt32Bits(one) == BitConverter.SingleToInt32Bits(other) || float.IsNaN(one) && float.IsNaN(other);
}
