using System.Globalization;

namespace PerfSuite.Learning.Workloads;

/// <summary>Every setting of a workload with its value.</summary>
public sealed class Settings
{
    private readonly IReadOnlyDictionary<string, string> values;
    private readonly IReadOnlyDictionary<string, string> variant;

    private Settings(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> variant) =>
        (this.values, this.variant) = (values, variant);

    /// <summary>The value of a setting.</summary>
    /// <exception cref="ArgumentException">The workload has no such setting; the message lists those it has.</exception>
    public string this[string name] => values.TryGetValue(name, out var value)
        ? value
        : throw new ArgumentException($"There is no setting '{name}'. There are: {string.Join(", ", values.Keys)}.", nameof(name));

    /// <summary>Settings that differ from their variant's values, by name.</summary>
    public IReadOnlyDictionary<string, string> Changed => values
        .Where(entry => variant[entry.Key] != entry.Value)
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>Whether a setting has that value.</summary>
    public bool Is(string name, string value) => this[name] == value;

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => this[name] == "on";

    /// <summary>A setting that is a whole number.</summary>
    public int Whole(string name) => int.Parse(this[name], CultureInfo.InvariantCulture);

    /// <summary><c>name=value</c> of each that differs from its variant, in order; empty where none does.</summary>
    public override string ToString() =>
        string.Join(' ', Changed.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));

    /// <summary>The workload's defaults, changed by the variant and then by what was asked for.</summary>
    /// <exception cref="ArgumentException">An unknown variant, setting or value; all faults at once.</exception>
    internal static Settings Settle(Workload workload, string variantName, IReadOnlyDictionary<string, string>? asked)
    {
        var variant = workload.Variants.FirstOrDefault(one => one.Name == variantName)
            ?? throw new ArgumentException($"{workload.Name} has no variant '{variantName}'. It has: "
                + $"{string.Join(", ", workload.Variants.Select(one => one.Name))}.");
        var standard = workload.Settings.ToDictionary(setting => setting.Name,
            setting => variant.Values.GetValueOrDefault(setting.Name, setting.Default));
        var faults = Faults(workload, asked).ToList();
        if (faults.Count > 0)
            throw new ArgumentException($"{workload.Name} cannot be opened: {string.Join("; ", faults)}.");
        var values = new Dictionary<string, string>(standard);
        foreach (var (name, value) in asked ?? new Dictionary<string, string>())
            values[name] = value;
        return new(values, standard);
    }

    /// <summary>What is wrong with what was asked for.</summary>
    internal static IEnumerable<string> Faults(Workload workload, IReadOnlyDictionary<string, string>? asked) =>
        (asked ?? new Dictionary<string, string>()).Select(entry => Fault(workload, entry.Key, entry.Value)).OfType<string>();

    private static string? Fault(Workload workload, string name, string value)
    {
        var setting = workload.Settings.FirstOrDefault(one => one.Name == name);
        if (setting is null)
            return workload.Settings.Count == 0
                ? $"it has no settings, and '{name}' was asked for"
                : $"setting '{name}' is not one of {string.Join(", ", workload.Settings.Select(one => one.Name))}";
        return setting.Allows(value) ? null : $"setting {name} '{value}' is not one of: {setting.Expected}";
    }
}
