using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>A network of the user's own: every part of a step by batch, and single samples. No other language has it, so there are no ratios to C++.</summary>
internal sealed class OwnStudy(NetworkWorkload network) : Study
{
    /// <summary>Seconds that an iteration is expected to take, where nothing is known of the network.</summary>
    public const double Guess = 5e-3;

    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(25);
    private static readonly (string Phase, string Label)[] parts =
        [("infer", "predict"), ("forward", "forward and loss"), ("backward", "backward alone"), ("gradient", "forward and backward"), ("step", "step")];

    public override string Name => network.Name;

    public override string Summary => network.Summary;

    /// <summary>C#; in this repository also its build with the other supplier, where there is one.</summary>
    public override IReadOnlyList<string> Known =>
        [.. Contender.Known.Where(name => name == "csharp" || (name == OtherSupplierContender.Name && !Workplace.IsYours))];

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var rounds = profile switch { Profile.Smoke => 6, Profile.Quick => 15, _ => 41 };
        return new Plan(Name,
        [
            .. from variant in network.Variants
               let named = network.Variants.Count > 1 ? $", {variant.Name}" : ""
               from section in Batches(profile).Select(batch => new Section(
                       $"training, batch {batch}{named}", Name, batch, threads, seed, [.. parts.Select(part => Item(part.Phase, part.Label))]))
                   // One sample is too few for the steps of agreement where batch normalisation has one value to a channel.
                   .Append(new Section($"one sample{named}", Name, 1, threads, seed, [Item("infer", "predict") with { Counted = 1 }, Item("infer-grad", "predict, graph built")]) { AgreementBatch = 2 })
               select section with { Variant = variant.Name },
        ])
        {
            Reference = contender => contender == Contender.CSharp ? null : Contender.CSharp,
            Caution = CautionOf(profile, $"Quick has the batches {string.Join(" and ", Batches(profile))} alone."),
        };

        Item Item(string phase, string label) => new(
            Name, phase, label, Overhead.Settled(new RoundsPlan(phase) { Rounds = rounds, Burst = burst, Seed = seed }), (rounds + 6) * Math.Max(burst.TotalSeconds, Guess));
    }

    public override StudyFindings Tell(Display display, Profile profile) => new OwnFindings(display, network);

    /// <summary>The default, and smaller ones by powers of two.</summary>
    private IReadOnlyList<int> Batches(Profile profile)
    {
        var standard = network.DefaultBatch;
        return profile switch
        {
            Profile.Smoke => [Math.Min(2, standard)],
            Profile.Quick => [.. new[] { Math.Min(2, standard), standard }.Distinct()],
            _ => [.. Enumerable.Range(1, 16).Select(power => 1 << power).Where(batch => batch < standard).Append(standard)],
        };
    }
}
