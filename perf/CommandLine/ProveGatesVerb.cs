using System.CommandLine;
using System.Text.Json.Nodes;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>prove gates</c>: whole gates, builds and all, where the answer is known: one source on both sides, or a loss put into the head.</summary>
internal static class ProveGatesVerb
{
    private static readonly TimeSpan budget = TimeSpan.FromMinutes(10);

    public static Command Build(Display display)
    {
        var runs = Options.Count("--runs", "Gates to play, each with builds of its own.", 12, 1, 1000);
        var (mutant, like) = (Options.Mutant(), Options.Like());
        var (only, seed, json) = (Options.Only(), Options.Seed(), Options.Json());
        only.Description = "Only the rows that have all these words.";
        json.Description = "Write what each gate answered there too; a file that is there is gone on with.";
        var command = new Command("gates", "Play whole gates on one source, or on a mutant of it, and count what they answer.");
        foreach (var option in new Option[] { runs, mutant, like, only, seed, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var rows = GateRows.Only(parsed.GetValue(only));
            var change = Mutant.Asked(parsed.GetValue(mutant), parsed.GetValue(like));
            var file = parsed.GetValue(json);
            var answers = file is not null && File.Exists(file) ? Read(file, change, rows) : [];
            using var interruption = new Interruption();
            var seeds = parsed.GetValue(seed);
            for (var run = answers.Count + 1; run <= parsed.GetValue(runs) && !interruption.Asked; run++)
            {
                var report = Play(display, rows, change, seeds + run, $"gate {run} of {parsed.GetValue(runs)}: ", interruption.Token);
                if (interruption.Asked)
                    break;
                answers.Add(Answer.Of(report));
                display.Say($"{run,3}  {report.Headline()}; {Figures.Span(report.Took)}", indent: 5);
                foreach (var finding in report.Times.Where(finding => finding.Verdict != Verdict.Same))
                    display.Say($"     {GateRows.Name(finding.Row.Case)}: {GateScreen.Word(finding)} {GateScreen.Ratio(finding)} {finding.Reason}".TrimEnd(), PassageKind.Note, 7);
                if (file is not null)
                    WholeJson.Write(file, Document(answers, change, rows));
            }
            if (answers.Count == 0)
                return ExitCode.Interrupted;
            Conclude(display, answers, rows.Count);
            return interruption.Asked ? ExitCode.Interrupted : ExitCode.Success;
        });
        return command;
    }

    private static GateReport Play(Display display, IReadOnlyList<Case> rows, Mutant? change, long seed, string prefix, CancellationToken cancellation)
    {
        using var scratch = new Scratch("gate");
        GateReport? report = null;
        display.Follow(progress =>
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var build = new SideBuild(Workplace.Root, scratch.Folder);
            progress.Report(0, $"{prefix}building base");
            var one = build.Make("base", SideBuild.WorkingTree, cancellation);
            progress.Report(0.05, $"{prefix}building head");
            var two = build.Make("head", SideBuild.WorkingTree, cancellation, change);
            report = new GateRun(one, two, rows, Ledgers.Of(null), new CounterLedger([]), budget, seed) { Before = [("building", clock.Elapsed)] }.Carry(progress, cancellation);
        });
        return report!;
    }

    private static void Conclude(Display display, IReadOnlyList<Answer> answers, int rows)
    {
        display.Line();
        foreach (var verdict in Enum.GetValues<GateVerdict>())
            if (answers.Count(answer => answer.Verdict == GateReport.Word(verdict)) is > 0 and var count)
                display.Line($"{GateReport.Word(verdict)}: {ReplayScreen.Bound(count, answers.Count)} gates");
        display.Say($"rows slower: {ReplayScreen.Bound(answers.Sum(answer => answer.Slower), answers.Count * rows)}; rows anything but the same: {ReplayScreen.Bound(answers.Sum(answer => answer.NotSame), answers.Count * rows)}");
        display.Say($"a gate took {Figures.Span(TimeSpan.FromSeconds(answers.Min(answer => answer.Seconds)))} to {Figures.Span(TimeSpan.FromSeconds(answers.Max(answer => answer.Seconds)))}", PassageKind.Note);
    }

    private static JsonObject Document(IReadOnlyList<Answer> answers, Mutant? change, IReadOnlyList<Case> rows) => new()
    {
        ["schema"] = Answer.Schema,
        ["mutant"] = change?.Name,
        ["fingerprint"] = Machine.Read().Fingerprint,
        ["rows"] = new JsonArray([.. rows.Select(row => JsonValue.Create(GateRows.Name(row)))]),
        ["gates"] = new JsonArray([.. answers.Select(answer => new JsonObject { ["verdict"] = answer.Verdict, ["slower"] = answer.Slower, ["notSame"] = answer.NotSame, ["seconds"] = answer.Seconds })]),
    };

    private static List<Answer> Read(string path, Mutant? change, IReadOnlyList<Case> rows)
    {
        try
        {
            var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            if (document["schema"]!.GetValue<string>() != Answer.Schema || document["mutant"]?.GetValue<string>() != change?.Name
                || document["fingerprint"]!.GetValue<string>() != Machine.Read().Fingerprint || !document["rows"]!.AsArray().Select(row => row!.GetValue<string>()).SequenceEqual(rows.Select(GateRows.Name)))
                throw Fault.Usage($"{path} is of other rows, of another mutant or machine: name another file.");
            return [.. document["gates"]!.AsArray().Select(gate => new Answer(
                gate!["verdict"]!.GetValue<string>(), gate["slower"]!.GetValue<int>(), gate["notSame"]!.GetValue<int>(), gate["seconds"]!.GetValue<double>()))];
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new Fault($"{path} cannot be gone on with, it is not what `prove gates --json` writes: {OneLine.Of(fault.Message, 200)}", cause: fault);
        }
    }

    /// <summary>What one gate said.</summary>
    private sealed record Answer(string Verdict, int Slower, int NotSame, double Seconds)
    {
        public const string Schema = "perfsuite-gates/1";

        public static Answer Of(GateReport report) => new(
            GateReport.Word(report.Verdict), report.Times.Count(finding => finding.Verdict == Measurement.Verdict.Slower),
            report.Times.Count(finding => finding.Verdict != Measurement.Verdict.Same), Math.Round(report.Took.TotalSeconds, 1));
    }
}
