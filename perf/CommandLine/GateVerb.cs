using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
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

    private static readonly TimeSpan standard = TimeSpan.FromMinutes(15);

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
        Description = "What all of it may take, builds included: rows that it leaves no time to screen are missing, suspicions that it leaves no time to confirm inconclusive. (default: 15m)",
        HelpName = "90s|10m|1h",
        CustomParser = result => Span(result),
    };

    private readonly Option<string?> results = new("--results")
    {
        Description = $"Measure nothing: hold a file of results, this suite's or BenchmarkDotNet's, against {TimingLedger.File}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> only = Options.Only();
    private readonly Option<bool> upgrade = new("--upgrade") { Description = "The sides may compute with different torches, as where a change brings a newer one; otherwise that is no comparison." };
    private readonly Option<bool> ratios = new("--ratios") { Description = $"Hold every row against C++, too, also those of which {RatioLedger.File} has nothing for this BLAS and processor; `accept --ratios` then renews those it has." };
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
        foreach (var option in new Option[] { verb.baseSide, verb.headSide, verb.project, verb.budget, verb.results, verb.only, verb.upgrade, verb.ratios, verb.all, verb.seed, verb.json, verb.markdown })
            command.Options.Add(option);
        Option[] measuring = [verb.baseSide, verb.headSide, verb.project, verb.budget, verb.only, verb.upgrade, verb.ratios, verb.seed];
        command.Validators.Add(result =>
        {
            if (!Options.LackAValue(result) && result.GetValue(verb.results) is not null && measuring.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } idle)
                result.AddError($"--results measures nothing: leave {idle.Name} out.");
        });
        command.SetAction(parsed => parsed.GetValue(verb.results) is { } measured
            ? verb.Held(measured, parsed, display)
            : verb.Run(parsed, parsed.GetValue(verb.baseSide)!, parsed.GetValue(verb.headSide)!, display));
        return command;
    }

    /// <summary><c>upgrade TORCH</c>: the same gate, both sides these files, the head over another torch.</summary>
    public static Command BuildUpgrade(Display display)
    {
        var verb = new GateVerb();
        verb.only.Description = "Only the rows that have all these words, such as \"mnist step\".";
        var torch = new Argument<string>("TORCH") { Description = "A version of TorchSharp, such as 0.107.0, or a folder with libtorch." };
        var command = new Command("upgrade", "Is another torch right, and as fast? Builds these files over both: does it load, do losses or counters change, is it slower; answers and exits as `gate` does.") { torch };
        foreach (var option in new Option[] { verb.budget, verb.only, verb.all, verb.seed, verb.json, verb.markdown })
            command.Options.Add(option);
        command.SetAction(parsed => verb.Run(parsed, SideBuild.WorkingTree, SideBuild.TorchPrefix + parsed.GetValue(torch), display));
        return command;
    }

    private int Run(ParseResult parsed, string before, string after, Display display)
    {
        using var interruption = new Interruption();
        using var scratch = new Scratch("gate");
        var foreign = Foreign(parsed) is { } found ? new ForeignBuild(found, scratch.Folder) : null;
        var rows = foreign is null ? GateRows.Only(parsed.GetValue(only)) : [];
        var build = new SideBuild(Workplace.Root, scratch.Folder);
        foreach (var side in new[] { before, after })
            if (foreign is null)
                build.Check(side);
            else
                foreign.Check(side);
        var took = new List<(string, TimeSpan)>();
        var limit = parsed.GetValue(budget) ?? standard;
        GateReport? report = null;
        Side? one = null, other = null;
        try
        {
            display.Follow(progress =>
            {
                one = Make("base", before, progress);
                other = Make("head", after, progress);
                if (foreign is not null)
                    rows = GateRows.Only(parsed.GetValue(only), ForeignBuild.Rows(one, other));
                report = new GateRun(one, other, rows, Ledgers.Of(one.Source), Ledgers.Of(other.Source).Counters, limit, parsed.GetValue(seed))
                {
                    Before = took,
                    AllRatios = parsed.GetValue(ratios),
                    IsUpgrade = parsed.GetValue(upgrade) || before.StartsWith(SideBuild.TorchPrefix, StringComparison.Ordinal) || after.StartsWith(SideBuild.TorchPrefix, StringComparison.Ordinal),
                }.Carry(progress, interruption.Token);
            });
        }
        catch (Fault fault) when (fault.ExitCode == ExitCode.CouldNotMeasure)
        {
            // Who waits for the report, such as a pull request, is told why there are no rows, and does not find the last gate's.
            Leave(GateReport.Unmeasured(one?.Identity ?? GateSide.Unbuilt(before), other?.Identity ?? GateSide.Unbuilt(after), fault.Message, took, limit));
            throw;
        }
        new GateScreen(display).Show(report!, parsed.GetValue(all));
        Leave(report!);
        return interruption.Asked ? ExitCode.Interrupted : report!.ExitCode;

        void Leave(GateReport made)
        {
            made = made with { Command = Reproduction.Of(parsed) };
            WholeJson.Write(Latest, made.Json());
            if (parsed.GetValue(json) is { } file)
                WholeJson.Write(file, made.Json());
            if (parsed.GetValue(markdown) is { } comment)
                ReportFile.WriteMarkdown([new GatePart(made.File())], comment);
            ReportFile.Tell([Latest], display);
        }

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
        Results known;
        try
        {
            known = TimingLedger.Read(ledger).For(found);
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
        if (known.Rows.Count == 0)
            throw new Fault($"Nothing of {file} is accepted for its machine ({found.Machine.Fingerprint}): `accept {file} --why \"…\"` makes it the measure.", ExitCode.CouldNotMeasure);
        var difference = Difference.Of(known, found);
        new DifferenceScreen(display).Compare(ledger, known, file, found, difference, parsed.GetValue(all));
        if (parsed.GetValue(json) is { } written)
            WholeJson.Write(written, WhyVerb.Document(ledger, known, file, found, difference));
        var verdict = GateAnswer.Of([.. difference.Pairs.Select(DifferencePart.VerdictOf)]);
        var part = new DifferencePart(file, found, difference, verdict, Reproduction.Of(parsed));
        if (parsed.GetValue(markdown) is { } comment)
            ReportFile.WriteMarkdown([part], comment);
        ReportFile.Tell([part, .. ReportFile.Read([file])], [TimingLedger.File, file], display);
        return ExitCode.Of(verdict);
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
