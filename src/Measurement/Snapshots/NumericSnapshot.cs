namespace PerfSuite.Measurement;

/// <summary>How far a value may be from one of another environment: |value − listed| ≤ absolute + relative × |listed|.</summary>
/// <param name="Reason">Why that much and not less.</param>
public sealed record NumericTolerance(double Absolute, double Relative, string Reason)
{
    /// <summary>For a key that nobody has stated a tolerance of.</summary>
    internal static NumericTolerance None { get; } = new(0, 0, "nothing is allowed until somebody has measured another environment");

    internal double Bound(float listed) => Absolute + Relative * Math.Abs((double)listed);
}

/// <summary>The values of one environment, by key.</summary>
public sealed record NumericEntry(NumericEnvironment Environment, IReadOnlyDictionary<string, float> Values);

/// <summary>
/// Accepted float32 values, by key, of every environment that they were accepted in. Where an environment is listed its bits are
/// demanded; any other is held against the nearest, by a tolerance that the file states for each key.
/// </summary>
/// <param name="Heading">What the values are, a line or more.</param>
/// <param name="Tolerances">Of every key, in the order in which the file lists them.</param>
/// <param name="Entries">At least one; each has exactly the keys of <paramref name="Tolerances"/>.</param>
public sealed record NumericSnapshot(
    string Heading,
    IReadOnlyList<KeyValuePair<string, NumericTolerance>> Tolerances,
    IReadOnlyList<NumericEntry> Entries)
{
    /// <summary>The keys, in order.</summary>
    public IEnumerable<string> Keys => Tolerances.Select(tolerance => tolerance.Key);

    /// <summary>The entry of that environment, or the nearest: see <see cref="NumericEnvironment"/>; of two as near, the first.</summary>
    public NumericEntry Nearest(NumericEnvironment environment) =>
        Entries.MinBy(entry => environment.DistanceTo(entry.Environment))!;

    /// <summary>
    /// What is to be accepted after <paramref name="received"/>: its values in place of those of the same environment, or after the
    /// others; tolerances stay. Entries of other environments go where the keys are others now: they are of another definition.
    /// </summary>
    public static NumericSnapshot Receive(NumericSnapshot? accepted, string heading, NumericEntry received)
    {
        var tolerances = accepted?.Tolerances.Where(tolerance => received.Values.ContainsKey(tolerance.Key)).ToList() ?? [];
        var stated = tolerances.Select(tolerance => tolerance.Key).ToHashSet();
        tolerances.AddRange(received.Values.Keys.Where(key => !stated.Contains(key)).Select(key => KeyValuePair.Create(key, NumericTolerance.None)));
        var sameKeys = accepted is not null && tolerances.Count == accepted.Tolerances.Count && stated.Count == tolerances.Count;
        var entries = sameKeys ? accepted!.Entries.ToList() : [];
        var place = entries.FindIndex(entry => entry.Environment == received.Environment);
        if (place < 0)
            entries.Add(received);
        else
            entries[place] = received;
        return new NumericSnapshot(heading, tolerances, entries);
    }
}
