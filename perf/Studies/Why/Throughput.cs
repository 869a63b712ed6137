using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Studies.Why;

/// <summary>
/// Arithmetic per second, in GFLOP/s: two for each multiply-accumulate of convolutions and linear layers, once for a pass forward and three times
/// for one with its gradient.
/// </summary>
/// <param name="Of">By language; absent where nothing was measured.</param>
internal sealed record Throughput(string Label, IReadOnlyDictionary<string, double> Of)
{
    public const string Phase = "matmul";

    private static readonly (string Phase, double Passes)[] phases = [("step", 3), ("gradient", 3), ("infer", 1), ("predict", 1)];

    /// <summary>What everybody reaches in the product of two matrices; null where that was not timed.</summary>
    public static Throughput? Peak(Evidence evidence)
    {
        var section = evidence.Plan.Sections.FirstOrDefault(one => one.Workload == Workload.Peak.Name);
        return section is null || Rates(evidence, section, Phase, 2.0 * PeakWorkload.Macs) is not { Count: > 0 } rates ? null : new("the peak", rates);
    }

    /// <summary>Of the sections' steps and predictions, or of gradients where there are no steps.</summary>
    public static IReadOnlyList<Throughput> All(Evidence evidence)
    {
        var macs = new Dictionary<string, long>();
        var found = new List<Throughput>();
        foreach (var section in evidence.Plan.Sections.Where(section => !section.IsRepetition))
            foreach (var (phase, passes) in phases.Where(one => Evidence.Item(section, one.Phase) is not null && (one.Phase != "gradient" || Evidence.Item(section, "step") is null)))
            {
                if (Work(section, macs) is { } each && Rates(evidence, section, phase, 2 * passes * each * section.Batch) is { Count: > 0 } rates)
                    found.Add(new($"{TitleOf(section)} {phase}, batch {section.Batch}", rates));
            }
        return [.. found.DistinctBy(one => one.Label)];
    }

    /// <summary>The network that a workload runs: its own, or the one that it predicts with.</summary>
    public static string NetworkOf(string workload, IReadOnlyDictionary<string, string> settings) =>
        workload == Workload.Prediction.Name ? "mnist-" + settings.GetValueOrDefault("network", "softmax") : workload;

    /// <summary>The network with its variant and what else is not as usual.</summary>
    public static string TitleOf(Section section)
    {
        var network = NetworkOf(section.Workload, section.Settings);
        return string.Join(' ', new[]
        {
            network, section.Variant == Variant.Matched ? "" : section.Variant, section.Workload == network ? section.SettingsText : "",
        }.Where(part => part.Length > 0));
    }

    private static Dictionary<string, double> Rates(Evidence evidence, Section section, string phase, double operations)
    {
        // An operation in a nanosecond is a GFLOP/s.
        var rates = new Dictionary<string, double>();
        foreach (var language in Evidence.Languages)
            if (evidence.Measured(section, phase, Evidence.NameOf(language, evidence.Lead)) is { Median: { } median })
                rates[language] = operations / median;
        return rates;
    }

    /// <summary>Multiply-accumulates of one sample forward, counted once on each network with other layers; null where there is no network.</summary>
    private static long? Work(Section section, Dictionary<string, long> known)
    {
        if (Workload.All.FirstOrDefault(one => one.Name == NetworkOf(section.Workload, section.Settings)) is not NetworkWorkload network)
            return null;
        var recipe = network.Configure(section.Variant, network.Name == section.Workload ? section.Settings : null);
        var layers = string.Join(' ', network.Settings.Where(setting => setting.IsStructural).Select(setting => recipe.Settings[setting.Name]).Prepend(network.Name));
        return known.TryGetValue(layers, out var macs) ? macs : known[layers] = NetworkSize.Of(recipe).Macs;
    }
}
