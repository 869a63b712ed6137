using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Reports;
using PerfSuite.Screen;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>The gate from workers to its exit code; the workers are lines of shell that say what a build would.</summary>
public sealed class GateRunTests
{
    private const string Row = "overhead add ×1";
    private static readonly IReadOnlyList<Case> rows = GateRows.Only("overhead add x1").Where(row => row.Phase == "add").ToList();

    [Test]
    public void Builds_alike_pass_and_their_digests_are_shown()
    {
        var report = Judge(new Build(), new Build());
        Assert.Multiple(() =>
        {
            Assert.That((report.Verdict, report.ExitCode), Is.EqualTo((GateVerdict.Pass, 0)));
            Assert.That(Shown(report), Does.StartWith("gate: pass: of 1 row 1 same").And.Contain("build bbbbbbbb").And.Contain("build dddddddd"));
            Assert.That(report.Cautions, Is.Empty);
        });
    }

    [Test]
    public void A_build_against_itself_is_said_to_be_one()
    {
        var report = Judge(new Build(), new Build { Digest = 'b' });
        Assert.That(Shown(report), Does.Contain("Both sides are one and the same build"));
    }

    [Test]
    public void A_slower_head_is_a_regression()
    {
        var report = Judge(new Build(), new Build { Nanoseconds = 108_000_000 });
        Assert.Multiple(() =>
        {
            Assert.That(report.ExitCode, Is.EqualTo(1));
            Assert.That(report.Times[0].Estimate!.Ratio.Median, Is.EqualTo(1.08).Within(0.001));
            Assert.That(Shown(report), Does.StartWith("gate: regression: of 1 row 1 slower"));
            Assert.That(ReportFile.InMarkdown([new GatePart(report.File())]), Does.StartWith("### ❌ regression").And.Contain($"| {Row} |").And.Contain("**slower**"));
        });
    }

    [Test]
    public void A_faster_head_passes_and_is_told()
    {
        var report = Judge(new Build(), new Build { Nanoseconds = 90_000_000 });
        Assert.That((report.ExitCode, report.Times[0].Verdict), Is.EqualTo((0, Verdict.Faster)));
    }

    [TestCase("managedBytes", "managed bytes 104 → 105")]
    [TestCase("nativeCalls", "native calls 1 → 2")]
    [TestCase("tensorsMade", "tensors made 1 → 2")]
    [TestCase("tensorsAlive", "tensors left alive 0 → 1")]
    [TestCase("peakBytes", "bytes of tensors at once 4 → 5")]
    [TestCase("aten::add", "aten::add 1 → 2")]
    public void One_more_of_anything_counted_is_a_regression(string counter, string told)
    {
        var report = Judge(new Build(), new Build { More = counter });
        Assert.That((report.ExitCode, Shown(report).Contains(told, StringComparison.Ordinal)), Is.EqualTo((1, true)), Shown(report));
    }

    [Test]
    public void An_increase_that_the_head_accepts_passes_and_shows_who_and_why()
    {
        var head = new Build { More = "managedBytes" };
        var ledger = new CounterLedger([new CounterEntry(rows[0], "csharp-system", "1.13", head.Counters, new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "a cache"))]);
        Assert.Multiple(() =>
        {
            Assert.That(Judge(new Build(), head, claimed: ledger).ExitCode, Is.Zero);
            Assert.That(Judge(new Build(), new Build { More = "nativeCalls" }, claimed: ledger).ExitCode, Is.EqualTo(1), "what is accepted is that increase and no other");
            Assert.That(Shown(Judge(new Build(), head, claimed: ledger)), Does.Contain("accepted 2026-01-31 by").And.Contain("Ada: a cache"));
        });
    }

    [Test]
    public void The_base_s_ledger_decides_and_not_what_the_base_happens_to_count()
    {
        var accepted = new CounterLedger([new CounterEntry(rows[0], "csharp-system", "1.13", new Build().Counters, new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "first"))]);
        var slipped = new Build { More = "managedBytes" };
        Assert.That(Judge(slipped, slipped, accepted).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void Other_losses_are_not_timed()
    {
        var report = Judge(new Build(), new Build { Loss = "0x1.26bb1cp+1" });
        Assert.Multiple(() =>
        {
            Assert.That((report.ExitCode, report.Times[0].Verdict), Is.EqualTo((3, Verdict.Failed)));
            Assert.That(report.Times[0].Reason, Does.Contain("head is not timed").And.Contain("loss 1 of 2 differs"));
            Assert.That(report.Times[0].Rounds, Is.Empty);
        });
    }

    [Test]
    public void Another_libtorch_on_the_head_is_no_comparison_unless_it_is_the_subject()
    {
        var report = Judge(new Build(), new Build { LibTorch = "2.6" });
        Assert.Multiple(() =>
        {
            Assert.That((report.ExitCode, report.Times[0].Verdict), Is.EqualTo((3, Verdict.Failed)));
            Assert.That(report.Times[0].Reason, Does.Contain("libtorch 1.13 and 2.6").And.Contain("--upgrade"));
            Assert.That(Judge(new Build(), new Build { LibTorch = "2.6" }, upgrade: true).ExitCode, Is.Zero);
        });
    }

    [TestCase(true, false, Verdict.Missing, "what vanished")]
    [TestCase(false, true, Verdict.New, "nothing to compare with")]
    public void What_only_one_side_has_is_no_pass(bool onBase, bool onHead, Verdict expected, string told)
    {
        var report = Judge(new Build { Has = onBase }, new Build { Has = onHead });
        Assert.That((report.ExitCode, report.Times[0].Verdict, Shown(report).Contains(told, StringComparison.Ordinal)), Is.EqualTo((3, expected, true)));
    }

    [Test]
    public void A_new_row_passes_once_its_counters_are_accepted()
    {
        var head = new Build();
        var ledger = new CounterLedger([new CounterEntry(rows[0], "csharp-system", "1.13", head.Counters, new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "a new workload"))]);
        Assert.That(Judge(new Build { Has = false }, head, claimed: ledger).ExitCode, Is.Zero);
    }

    [TestCase("round", "Failed")]
    [TestCase("counters", "Failed")]
    [TestCase("hello", "Failed")]
    public void A_head_that_dies_fails_with_its_last_words(string request, string verdict)
    {
        var report = Judge(new Build(), new Build { DiesAt = request });
        Assert.Multiple(() =>
        {
            Assert.That((report.ExitCode, report.Times[0].Verdict.ToString()), Is.EqualTo((3, verdict)));
            Assert.That(report.Times[0].Reason, Does.Contain("head").And.Contain("out of memory, I believe"));
        });
    }

    [Test]
    public void Other_noise_makes_another_effect()
    {
        var here = Machine.Read().Fingerprint;
        var noisy = new NoiseLedger([new NoiseEntry(rows[0], here, 0.03, 300, DateTimeOffset.UnixEpoch)]);
        var report = Judge(new Build(), new Build { Nanoseconds = 108_000_000 }, noise: noisy);
        Assert.That((report.Times[0].Row.Effect, report.Times[0].Verdict), Is.EqualTo((0.09, Verdict.Same)));
    }

    [Test]
    public void What_was_counted_can_be_read_again_from_the_report()
    {
        using var folder = new ScratchFolder();
        var report = Judge(new Build(), new Build());
        File.WriteAllText(folder["gate.json"], report.Json().ToJsonString());
        var take = CounterTake.Read(folder["gate.json"]);
        Assert.Multiple(() =>
        {
            Assert.That((take.Contender, take.LibTorch), Is.EqualTo(("csharp-system", "1.13")));
            Assert.That(CounterFinding.Of(rows[0], new Build().Counters, take.Rows.Single().Values).Verdict, Is.EqualTo(Verdict.Same));
        });
    }

    [Test]
    public void Who_is_further_behind_Cpp_than_accepted_is_a_regression_although_base_is_no_better()
    {
        var slow = new Build { Nanoseconds = 108_000_000 };
        var report = Judge(slow, slow, ratios: Accepted(1.0), cpp: new Build());
        Assert.Multiple(() =>
        {
            Assert.That((report.ExitCode, report.Times[0].Verdict, report.Ratios[0].Finding.Verdict), Is.EqualTo((1, Verdict.Same, Verdict.Slower)));
            Assert.That(report.Ratios[0].Stand!.Ratio, Is.EqualTo(1.08).Within(0.001));
            Assert.That(Shown(report), Does.Contain("1 further behind C++"));
            Assert.That(ReportFile.InMarkdown([new GatePart(report.File())]), Does.Contain("| C# ÷ C++ | accepted | now |").And.Contain("| 1.00 | 1.08 1.08–1.08 |").And.Contain("accepted 2026-01-31"));
            Assert.That(Judge(slow, slow, ratios: Accepted(1.08), cpp: new Build()).ExitCode, Is.Zero, "that far behind is accepted");
        });
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["gate.json"], report.Json().ToJsonString());
        Assert.That(GateFile.Read(folder["gate.json"]).Ratios[0].Stand, Is.EqualTo(report.Ratios[0].Stand));
        Assert.That(PageCheck.Holds(ReportFile.Of([folder["gate.json"]])).ToString(), Does.Contain("1 further behind C++").And.Contain("held to the ratio that was accepted"));
    }

    [Test]
    public void Without_an_accepted_ratio_Cpp_decides_nothing_and_can_be_accepted()
    {
        using var folder = new ScratchFolder();
        Assert.That(Judge(new Build(), new Build(), cpp: new Build { DiesAt = "hello" }).Ratios, Is.Empty, "and nobody is started");
        var report = Judge(new Build(), new Build(), cpp: new Build { Nanoseconds = 80_000_000 }, all: true);
        Assert.That((report.ExitCode, report.Ratios[0].Finding.Verdict), Is.EqualTo((0, Verdict.New)));
        File.WriteAllText(folder["gate.json"], report.Json().ToJsonString());
        var take = RatioTake.Read(folder["gate.json"])!;
        Assert.That((take.Footing, take.Rows.Single().Case), Is.EqualTo((footing, rows[0])));
        Assert.That(take.Rows[0].Ratio, Is.EqualTo(1.25).Within(0.001));
    }

    [TestCase("hello")]
    [TestCase("round")]
    [TestCase(null)]
    public void An_accepted_ratio_without_Cpp_is_no_pass(string? diesAt)
    {
        var report = Judge(new Build(), new Build(), ratios: Accepted(1.0), cpp: diesAt is null ? null : new Build { DiesAt = diesAt });
        Assert.That((report.ExitCode, report.Ratios[0].Finding.Verdict), Is.EqualTo((3, diesAt is null ? Verdict.Missing : Verdict.Failed)));
        Assert.That(report.Ratios[0].Finding.Reason, Does.Contain(diesAt is null ? "nobody built it" : "out of memory, I believe"));
    }

    [Test]
    public void Cpp_that_has_other_losses_is_no_measure()
    {
        var report = Judge(new Build(), new Build(), ratios: Accepted(1.0), cpp: new Build { Loss = "0x1.26bb1cp+1" });
        Assert.That((report.ExitCode, report.Ratios[0].Finding.Verdict), Is.EqualTo((3, Verdict.Failed)));
    }

    [Test]
    public void A_ratio_that_wandered_when_it_was_recorded_is_held_to_as_loosely()
    {
        var slow = new Build { Nanoseconds = 108_000_000 };
        // Three spreads of the difference: √(1 + 10 / 10) · 3 · 2 % = 8.5 %.
        var report = Judge(slow, slow, ratios: Accepted(1.0, spread: 0.02), cpp: new Build());
        Assert.That((report.ExitCode, report.Ratios[0].Finding.Verdict, report.Ratios[0].Finding.Row.Effect), Is.EqualTo((0, Verdict.Same, 0.06 * Math.Sqrt(2))));
    }

    private static readonly RatioFooting footing = new("csharp-system", "unknown", "unknown");

    private static RatioLedger Accepted(double ratio, double spread = 0) => new([new RatioEntry(
        rows[0], footing, ratio, ratio - 0.01, ratio + 0.01, 0.95, 10, spread, new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "a release"))]);

    // As few as can convict: 2⁻⁸ is below 0.005.
    private static readonly GateRules few = GateRules.Standard with { ScreenRounds = 6, ConfirmRounds = 8 };

    private static GateReport Judge(Build before, Build after, CounterLedger? accepted = null, CounterLedger? claimed = null, NoiseLedger? noise = null, RatioLedger? ratios = null, Build? cpp = null, bool all = false, bool upgrade = false)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There is no /bin/sh on Windows.");
        var run = new GateRun(before.Side("base", 'b'), after.Side("head", 'd'), rows, new Ledgers(noise ?? new NoiseLedger([]), accepted ?? new CounterLedger([]), ratios ?? new RatioLedger([])), claimed ?? new CounterLedger([]), TimeSpan.FromMinutes(10), seed: 1)
        {
            Rules = few,
            AllRatios = all,
            IsUpgrade = upgrade,
            Yardstick = new Contender("cpp", "C++", cpp?.Side("cpp", 'c').Command, "nobody built it"),
        };
        return run.Carry(new Progress(null, null), default);
    }

    private static string Shown(GateReport report)
    {
        using var output = new StringWriter();
        new GateScreen(new Display(output, TextWriter.Null)).Show(report, all: false);
        return string.Join('\n', output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Replace("\n  ", " ").Replace("\n    ", " ");
    }

    /// <summary>What a build would say of itself.</summary>
    private sealed record Build
    {
        /// <summary>Of an iteration: so long that seven are enough of them in a round.</summary>
        public int Nanoseconds { get; init; } = 100_000_000;

        public string Loss { get; init; } = "0x1p+1";

        public string LibTorch { get; init; } = "1.13";

        public bool Has { get; init; } = true;

        /// <summary>Of this counter it has one more.</summary>
        public string? More { get; init; }

        public string? DiesAt { get; init; }

        public char? Digest { get; init; }

        public WorkerCounters Counters => new(
            104 + One("managedBytes"), new Dictionary<string, double> { ["aten::add"] = 1 + One("aten::add") }, 1 + One("tensorsMade"), One("tensorsAlive"), 1 + One("nativeCalls"), null, 4 + One("peakBytes"));

        public Side Side(string label, char digest) => new(label, new GateSide(label, null, null, new string(Digest ?? digest, 64), null), null, ShellWorker.Command(Script, label));

        private int One(string counter) => More == counter ? 1 : 0;

        private string Script => $$$"""
            while read -r line <&3; do
                case $line in
                *{{{DiesAt ?? "nothing"}}}*) echo 'out of memory, I believe' >&2; exit 9 ;;
                *hello*) say '{"ok":true,"protocol":1,"contender":"csharp-system","language":".NET","versions":{},"libtorch":"{{{LibTorch}}}","threads":1,"pid":1,"devices":["cpu"],"workloads":["overhead"],"phases":{"overhead":[{{{(Has ? "\"add\"" : "\"item\"")}}}]}}' ;;
                *'"open"'*) say '{"ok":true,"parameters":1,"digest":"{{{new string('a', 64)}}}"}' ;;
                *agree*) say '{"ok":true,"losses":["{{{Loss}}}","0x1p+0"]}' ;;
                *counters*) say '{"ok":true,"managedBytes":{{{Counters.ManagedBytes}}},"nativeOperations":{"aten::add":{{{Counters.NativeOperations!["aten::add"]}}}},"tensorsMade":{{{Counters.TensorsMade}}},"tensorsAlive":{{{Counters.TensorsAlive}}},"nativeCalls":{{{Counters.NativeCalls}}},"peakBytes":{{{Counters.PeakBytes}}}}' ;;
                *round*) n=${line##*'"iterations":'}; n=${n%%[!0-9]*}; say "{\"ok\":true,\"nanoseconds\":$((n * {{{Nanoseconds}}}))}" ;;
                esac
            done
            """;
    }
}
