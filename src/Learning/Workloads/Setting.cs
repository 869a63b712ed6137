namespace PerfSuite.Learning.Workloads;

/// <summary>A switch of a workload.</summary>
/// <param name="Name">Lower case with hyphens; the same in every language.</param>
/// <param name="Summary">One line for a listing.</param>
/// <param name="Choices">Its values; empty where it is a whole number from 1 to 100,000.</param>
/// <param name="Default">What it is in the matched variant.</param>
public sealed record Setting(string Name, string Summary, IReadOnlyList<string> Choices, string Default)
{
    /// <summary>The largest whole number.</summary>
    public const int MostWhole = 100_000;

    /// <summary>Whether it decides which layers the network has; all others leave its size alone.</summary>
    public bool IsStructural { get; init; }

    /// <summary>A switch between on and off.</summary>
    public static Setting Switch(string name, string summary, string standard) => new(name, summary, ["on", "off"], standard);

    /// <summary>What may be asked for, in words.</summary>
    public string Expected => Choices.Count > 0 ? string.Join(", ", Choices) : $"a whole number from 1 to {MostWhole}";

    /// <summary>Whether it can have that value.</summary>
    public bool Allows(string value) => Choices.Count > 0
        ? Choices.Contains(value)
        : value is [>= '1' and <= '9', ..] && value.Length <= 6 && value.All(char.IsAsciiDigit)
            && int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) <= MostWhole;
}

/// <summary>One of the definitions a workload comes in.</summary>
/// <param name="Name">Such as <c>matched</c>.</param>
/// <param name="Summary">One line for a listing.</param>
/// <param name="Values">Settings that differ from their defaults, by name.</param>
public sealed record Variant(string Name, string Summary, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The default: the same network and data path for everybody.</summary>
    public const string Matched = "matched";
}
