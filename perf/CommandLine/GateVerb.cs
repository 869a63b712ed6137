using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Reports;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>gate --base REF</c>: does the head do more, or take longer, than the base?</summary>
internal sealed class GateVerb
{
    /// <summary>The report of the last gate.</summary>
    public static string Latest => Path.Combine(Workplace.Artifacts, "gate.json");

    private static readonly TimeSpan standard = TimeSpan.FromMinutes(10);

    private readonly Option<string> baseSide = new("--base")
    {
        Description = "Compared with: a commit (main, HEAD~1 …), a folder with a build (perf.dll) or a source, or torch=VERSION|FOLDER.",
        HelpName = "SIDE",
        DefaultValueFactory = _ => "HEAD",
    };

    private readonly Option<string> headSide = new("--head")
    {
        Description = "Judged, named likewise; . is the files as they lie here, uncommitted changes too.",
        HelpName = "SIDE",
        DefaultValueFactory = _ => SideBuild.WorkingTree,
    };

    private readonly Option<string?> project = new("--project")
    {
        Description = "Judge a program of your own instead: this project, whose Main calls PerfSuite.Suite.Run, built from both sides of its repository.",
        HelpName = "CSPROJ",
    };

    private readonly Option<TimeSpan?> budget = new("--budget")
    {
        Description = "What all of it may take, builds included: rows that it leaves no time to screen are missing, suspicions that it leaves no time to confirm inconclusive. (default: 10m)",
        HelpName = "90s|10m|1h",
        CustomParser = result => Span(result),
    };

    private readonly Option<string?> results = new("--results")
    {
        Description = $"Measure nothing: hold a file of results, this suite's or BenchmarkDotNet's, against {TimingLedger.File}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> only = Options.Only();
    private readonly Option<bool> all = new("--all") { Description = "Show the rows that are the same, too." };
    private readonly Option<string?> json = Options.Json();
    private readonly Option<string?> markdown = new("--markdown")
    {
        Description = "Write the report there as a pull request's comment.",
        HelpName = "FILE",
        CustomParser = result => Options.File("--markdown", result),
    };

    private readonly Option<long> seed = Options.Seed();

    public static Command Build(Display display)
    {
        var verb = new GateVerb();
        verb.only.Description = "Only the rows that have all these words, such as \"mnist step\".";
        var command = new Command("gate", "Does the head do more, or take longer, than the base? Counters exactly, times in interleaved rounds of fresh processes; exits 0 pass, 1 regression, 2 inconclusive, 3 could not measure.");
        foreach (var option in new Option[] { verb.baseSide, verb.headSide, verb.project, verb.budget, verb.results, verb.only, verb.all, verb.seed, verb.json, verb.markdown })
            command.Options.Add(option);
        command.SetAction(parsed => verb.Run(parsed, display));
        return command;
    }

    private int Run(ParseResult parsed, Display display)
    {
        if (parsed.GetValue(results) is { } measured)
            return Held(measured, parsed, display);
        using var interruption = new Interruption();
        using var scratch = new Scratch();
        var foreign = Foreign(parsed) is { } found ? new ForeignBuild(found, scratch.Folder) : null;
        var rows = foreign is null ? GateRows.Only(parsed.GetValue(only)) : [];
        var build = new SideBuild(Workplace.Root, scratch.Folder);
        foreach (var side in new[] { parsed.GetValue(baseSide)!, parsed.GetValue(headSide)! })
            if (foreign is null)
                build.Check(side);
            else
                foreign.Check(side);
        var took = new List<(string, TimeSpan)>();
        GateReport? report = null;
        display.Follow(progress =>
        {
            var (one, other) = (Make("base", parsed.GetValue(baseSide)!, progress), Make("head", parsed.GetValue(headSide)!, progress));
            if (foreign is not null)
                rows = GateRows.Only(parsed.GetValue(only), ForeignBuild.Rows(one, other));
            report = new GateRun(one, other, rows, Ledgers.Of(one.Source), Ledgers.Of(other.Source).Counters, parsed.GetValue(budget) ?? standard, parsed.GetValue(seed)) { Before = took }.Carry(progress, interruption.Token);
        });
        new GateScreen(display).Show(report!, parsed.GetValue(all));
        report = report! with { Command = Reproduction.Of(parsed) };
        WholeJson.Write(Latest, report.Json());
        if (parsed.GetValue(json) is { } file)
            WholeJson.Write(file, report.Json());
        if (parsed.GetValue(markdown) is { } comment)
            Write(comment, GateMarkdown.Of(report));
        ReportFile.Tell([Latest], display);
        return interruption.Asked ? ExitCode.Interrupted : report.ExitCode;

        Side Make(string label, string named, Progress progress)
        {
            progress.Report(0, $"{label}: building {named}");
            var clock = Stopwatch.StartNew();
            var side = foreign is null ? build.Make(label, named, interruption.Token) : foreign.Make(label, named, interruption.Token);
            if (side.Source is not null)
                took.Add(($"building {label}", clock.Elapsed));
            return side;
        }
    }

    private ForeignProject? Foreign(ParseResult parsed) => parsed.GetValue(project) is { } named ? ForeignProject.Find(named)
        : Workplace.IsYours ? throw Fault.Usage("gate needs --project CSPROJ here: both sides are built from your project, and this program does not know where it lies.")
        : null;

    /// <summary>A file of results against what was accepted on its machine: different runs, so that only clear differences count.</summary>
    private int Held(string file, ParseResult parsed, Display display)
    {
        var found = WhyVerb.Read(file);
        var ledger = Path.Combine(Workplace.Root, TimingLedger.File);
        Results before;
        try
        {
            before = TimingLedger.Read(ledger).For(found);
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
        if (before.Rows.Count == 0)
            throw new Fault($"Nothing of {file} is accepted for its machine ({found.Machine.Fingerprint}): `accept {file} --why \"…\"` makes it the measure.", ExitCode.CouldNotMeasure);
        var difference = Difference.Of(before, found);
        new DifferenceScreen(display).Compare(ledger, before, file, found, difference, parsed.GetValue(all));
        if (parsed.GetValue(json) is { } written)
            WholeJson.Write(written, WhyVerb.Document(ledger, before, file, found, difference));
        return difference.Worse && difference.Pairs.Any(pair => pair.Worsened.Any(what => what is not ("missing" or "failed"))) ? ExitCode.Failure
            : difference.Pairs.Any(pair => pair.Verdict is Verdict.Missing or Verdict.Failed or Verdict.New) ? ExitCode.CouldNotMeasure
            : difference.Pairs.Any(pair => pair.Verdict == Verdict.Inconclusive) ? ExitCode.Inconclusive
            : ExitCode.Success;
    }

    private static void Write(string path, string text)
    {
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        }
        catch (IOException fault)
        {
            throw new Fault(fault.Message, cause: fault);
        }
    }

    private static TimeSpan? Span(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1.0, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        if (unit > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * unit is >= 1 and <= 86_400)
            return TimeSpan.FromSeconds(count * unit);
        result.AddError($"--budget takes a time such as 90s, 10m or 1h, a second to a day, not '{text}'.");
        return null;
    }
}
