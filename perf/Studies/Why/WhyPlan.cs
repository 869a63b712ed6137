using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Studies.Why;

/// <summary>What a plan must measure besides its table, so that the reasons can be given.</summary>
internal static class WhyPlan
{
    /// <summary>
    /// The plan, and this machine's peak measured in the same run with the same threads. What belongs to the reasons alone is asked of one
    /// contender for each language; others may not even have it.
    /// </summary>
    public static Plan Complete(Plan plan, IReadOnlyList<Contender> contenders, Profile profile, int threads, long seed)
    {
        var leaders = Evidence.Leaders(contenders.Select(contender => contender.Name));
        string[] others = [.. contenders.Select(contender => contender.Name).Where(name => !leaders.Contains(name))];
        var rounds = Overhead.Settled(new RoundsPlan(Throughput.Phase)
        {
            Rounds = profile == Profile.Full ? 15 : 7,
            Burst = TimeSpan.FromMilliseconds(profile == Profile.Smoke ? 20 : 60),
            Seed = seed,
        });
        var weight = (rounds.Rounds + rounds.WarmUp) * rounds.Burst.TotalSeconds;
        var item = Behind(new Item(plan.Title, Throughput.Phase, "peak", rounds, weight));
        var peak = new Section("the machine's peak", Workload.Peak.Name, 1, threads, seed, [item]) { IsForLeaders = true };
        return plan with
        {
            Sections = [.. plan.Sections.Append(peak).Select(section => section.IsForLeaders ? section with { Excluded = [.. section.Excluded.Union(others)] } : section)],
        };
    }

    /// <summary>A row that the tables do not show.</summary>
    /// <param name="counted">Iterations over which operations are counted; 0 counts none.</param>
    public static Item Behind(Item item, int counted = 0) => item with { IsShown = false, Counted = counted };
}
