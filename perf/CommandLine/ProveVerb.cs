using System.CommandLine;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>prove</c>: raw rounds of the gate and what its rules make of them, whole gates, and what counters must catch.</summary>
internal static class ProveVerb
{
    public static Command Build(Display display) => new("prove", "How often the gate cries wolf, and how often it sleeps: record raw rounds, replay its rules on them; and whether counters catch what they must.") { ProveRecordVerb.Build(display), ProveReplayVerb.Build(display), ProveGatesVerb.Build(display), Counters(display) };

    /// <summary>What is found out of the rows before rounds are played, and what both workers say of themselves.</summary>
    /// <exception cref="Fault">A worker cannot be had.</exception>
    public static (IReadOnlyList<Prepared> Rows, IReadOnlyList<WorkerHello> Hellos) Prepared(Side one, Side two, long seed, IReadOnlyList<Case> rows, Action<Case> progress, CancellationToken cancellation)
    {
        var preparation = new Preparation(one, two, seed, WorkerLimits.Default);
        try
        {
            return (preparation.Run(rows, (_, row) => progress(row), cancellation), preparation.Hellos);
        }
        catch (WorkerException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
    }

    private static Command Counters(Display display)
    {
        var command = new Command("counters", "Build every counter mutant (one more allocation, native call, copy, a leaked tensor) and see that the exact tier catches it; exits 1 if one slips through.");
        command.SetAction(_ =>
        {
            using var interruption = new Interruption();
            var found = new List<(string Name, string Summary, IReadOnlyList<CounterFinding> Findings)>();
            display.Follow(progress =>
            {
                Mutant?[] changes = [null, .. Mutant.OfCounters];
                using var scratch = new Scratch("gate");
                progress.Report(0, "building base");
                var one = new SideBuild(Workplace.Root, scratch.Folder).Make("base", SideBuild.WorkingTree, interruption.Token);
                foreach (var (i, change) in changes.Index())
                {
                    using var place = new Scratch("gate");
                    progress.Report((i + 1.0) / (changes.Length + 1), $"building {change?.Name ?? "the same once more"}");
                    var two = new SideBuild(Workplace.Root, place.Folder).Make("head", SideBuild.WorkingTree, interruption.Token, change);
                    var prepared = Prepared(one, two, 0, GateRows.Only("overhead"), _ => { }, interruption.Token).Rows;
                    found.Add((change?.Name ?? "none", change?.Summary ?? "the same source, built again", [.. prepared.Select(row => row.Verdict is { } verdict
                        ? new CounterFinding(row.Row, verdict, [], row.Reason)
                        : CounterFinding.Of(row.Row, row.Base, row.Head))]));
                }
            });
            var missed = 0;
            foreach (var (name, summary, findings) in found)
            {
                var caught = findings.Where(finding => finding.Verdict == Verdict.Slower).ToList();
                var right = name == "none" ? findings.All(finding => finding.Verdict == Verdict.Same) : caught.Count > 0;
                missed += right ? 0 : 1;
                display.Say($"{name,-12} {summary}: {(name == "none" ? right ? "nothing found, rightly" : "alleged" : right ? "caught" : "NOT CAUGHT")}", indent: 13);
                foreach (var finding in findings.Where(finding => finding.Verdict != Verdict.Same))
                    display.Say($"             {GateRows.Name(finding.Case)}: {string.Join("; ", finding.Changes.DefaultIfEmpty(finding.Reason ?? ""))}", PassageKind.Note, 15);
            }
            return missed == 0 ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
