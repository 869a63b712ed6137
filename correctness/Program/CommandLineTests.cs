using System.Text.Json;
using NUnit.Framework;
using PerfSuite.Correctness.Program;
using VerifyNUnit;

namespace PerfSuite.Correctness.Computing.Program;

public sealed class CommandLineTests
{
    [Test]
    public Task The_help_is_what_was_accepted() => Verifier.Verify(Trimmed(ProgramRun.Here("--help").Output));

    [TestCase("study overhead")]
    [TestCase("train")]
    [TestCase("why")]
    [TestCase("check")]
    [TestCase("leaks")]
    [TestCase("gate")]
    [TestCase("accept")]
    [TestCase("compare")]
    [TestCase("report")]
    [TestCase("prove counters")]
    [TestCase("prove record")]
    [TestCase("prove replay")]
    [TestCase("data make mnist")]
    [TestCase("bench")]
    [TestCase("list")]
    [TestCase("doctor")]
    public void Every_verb_has_help(string verb)
    {
        var run = ProgramRun.Here([.. verb.Split(' '), "--help"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain($"perf {verb}"));
        Assert.That(run.Output.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
    }

    [Test]
    public void The_worker_is_nobodys_business() => Assert.That(ProgramRun.Here("--help").Output, Does.Not.Contain("worker"));

    [TestCase("nonsense", "nonsense")]
    [TestCase("--nonsense", "--nonsense")]
    [TestCase("--threads 0", "--threads takes a whole number from 1 to 1024, not '0'")]
    [TestCase("--threads two", "not 'two'")]
    [TestCase("--seed -1", "--seed takes a whole number from 0 to 9007199254740992, not '-1'")]
    [TestCase("--profile 1", "smoke, quick or full, not '1'")]
    [TestCase("--device tpu", "--device: device 'tpu' is not one of cpu, cuda, cuda:0, cuda:1 …")]
    [TestCase("--contenders cpp,chainer", "--contenders takes some of cpp,csharp,python, not 'chainer'")]
    [TestCase("--data /no/such/folder", "there is no folder '/no/such/folder'")]
    [TestCase("study", "overhead")]
    [TestCase("study speed", "speed")]
    [TestCase("study overhead --rounds 1", "from 3 to 10000")]
    [TestCase("train", "WORKLOAD")]
    [TestCase("train overhead --data . --out x", "There is no workload 'overhead' to train; there are convae, deeppose, mnist-cnn, mnist-softmax, resnet18, resnet34")]
    [TestCase("train mnist-cnn --data .", "--out")]
    [TestCase("train mnist-cnn --data . --out x --set", "Required argument missing for option: '--set'")]
    [TestCase("train --resume", "Required argument missing for option: '--resume'")]
    [TestCase("leaks mnist-cnn --set", "Required argument missing for option: '--set'")]
    [TestCase("study resnet --only", "Required argument missing for option: '--only'")]
    [TestCase("list --json", "Required argument missing for option: '--json'")]
    [TestCase("why", "why needs A.json B.json. Results from before")]
    [TestCase("why only.json", "why needs A.json B.json")]
    [TestCase("why a.json b.json c.json", "c.json")]
    [TestCase("data make", "mnist")]
    [TestCase("list resnet50", "There is no workload 'resnet50'. There are: convae")]
    [TestCase("bench --nonsense", "Option 'nonsense' is unknown")]
    [TestCase("bench --filter * --job quick", "\"quick\" is invalid")]
    [TestCase("gate --base no-such-commit", "'no-such-commit' is no commit of this repository, no folder with a build")]
    [TestCase("gate --base --upload-pack=x", "'--upload-pack=x' is no commit")]
    [TestCase("gate --base torch=yesterday", "neither a folder with libtorch nor a version of TorchSharp")]
    [TestCase("gate --budget 10", "a time such as 90s, 10m or 1h, a second to a day, not '10'")]
    [TestCase("gate --only nonsense", "no row of the gate has 'nonsense'. There are: overhead add ×1")]
    [TestCase("gate --results x.json --base main", "--results measures nothing: leave --base out")]
    [TestCase("accept", "--why")]
    [TestCase("prove record x.json --mutant rust", "--mutant takes allocation, native-call, clone, leak or spin-PERCENT, such as spin-5, not 'rust'")]
    [TestCase("prove record x.json --mutant spin-5", "needs --like FILE")]
    [TestCase("worker", "--in")]
    [TestCase("worker --in x --out 1", "--in takes the descriptor of a pipe")]
    public void What_cannot_be_understood_exits_64_with_a_line_that_names_it(string line, string naming)
    {
        var run = ProgramRun.Here(line.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(64));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Contain(naming));
        Assert.That(run.Error.TrimEnd().Split('\n'), Has.All.StartsWith("perf: ").And.None.Contain("   at "));
    }

    [Test]
    public void The_list_names_everything_also_for_machines()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.Here("list", "--json", folder["list.json"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        foreach (var name in new[] { "mnist-cnn", "mnist-softmax", "overhead", "matched", "cpp", "csharp-", "python", "MnistCnnBenchmarks.Forward", "ResNet18Benchmarks.Step" })
            Assert.That(run.Output, Does.Contain(name));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["list.json"]));
        Assert.That(json.RootElement.GetProperty("workloads").EnumerateArray().Where(workload => !workload.GetProperty("own").GetBoolean()).Select(workload => workload.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "convae", "deeppose", "loading", "mnist-cnn", "mnist-softmax", "overhead", "peak", "prediction", "resnet18", "resnet34" }));
        Assert.That(run.Output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(80));
        Assert.That(json.RootElement.GetProperty("benchmarks").EnumerateArray().Select(name => name.GetString()!.Split('.')[^2]).Distinct(),
            Is.SupersetOf(new[] { "CheckpointBenchmarks", "ConvAeBenchmarks", "DigitEpochBenchmarks", "LatencyBenchmarks", "LoaderBenchmarks", "OverheadBenchmarks", "PoseLossBenchmarks", "ResNet34Benchmarks" }));
    }

    [Test]
    public void The_list_of_one_workload_has_its_variants_sizes_and_settings()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.Here("list", "resnet18", "--json", folder["list.json"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        foreach (var word in new[] { "11,173,962    555 M", "17,452,362   55.9 M", "(3,32,32) → (10)", "stem=imagenet blocks=extra", "cifar (or imagenet)", "50 (or a whole number" })
            Assert.That(run.Output, Does.Contain(word));
        Assert.That(run.Output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(80));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["list.json"]));
        var published = json.RootElement.GetProperty("variants").EnumerateArray().Single(variant => variant.GetProperty("name").GetString() == "published-cpp");
        Assert.That(published.GetProperty("parameters").GetInt64(), Is.EqualTo(17_452_362));
        Assert.That(published.GetProperty("macs").GetInt64(), Is.EqualTo(55_890_000).Within(50_000));
        Assert.That(published.GetProperty("settings").GetProperty("stem").GetString(), Is.EqualTo("imagenet"));
    }

    [TestCase("loading")]
    [TestCase("prediction")]
    [TestCase("overhead")]
    [TestCase("deeppose")]
    public void The_list_of_every_kind_of_workload_fits_a_screen(string workload)
    {
        var run = ProgramRun.Here("list", workload);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith(workload).And.Contain("phases"));
        Assert.That(run.Output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(80));
    }

    [Test]
    public void The_doctor_counts_its_warnings_and_exits_by_them()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.Here("doctor", "--json", folder["doctor.json"]);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["doctor.json"]));
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().ToDictionary(
            finding => finding.GetProperty("name").GetString()!, finding => finding.GetProperty("warning").GetString());
        Assert.That(findings.Keys, Is.SupersetOf(new[] { "machine", "program", "torch", "BLAS", "JPEG", "C++", "Python", "agreement" }));
        Assert.That(findings["torch"], Is.Null);
        Assert.That(run.ExitCode, Is.EqualTo(findings.Values.Any(warning => warning is not null) ? 1 : 0));
        Assert.That(run.Output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(110));
    }

    [Test]
    public void A_file_that_cannot_be_written_is_one_line()
    {
        var run = ProgramRun.Here("list", "--json", "/proc/nowhere/list.json");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("perf: /proc/nowhere/list.json").And.Not.Contain("   at "));
        Assert.That(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
    }

    [TestCase("bench --list flat")]
    [TestCase("--list flat")]
    public void Switches_of_BenchmarkDotNet_reach_it_with_and_without_the_verb(string line)
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.InProcess(folder.Path, line.Split(' '));
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("PerfSuite.Benchmarks.MnistCnnBenchmarks.Backward"));
    }

    [Test]
    public void A_filter_that_matches_nothing_is_no_success()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.InProcess(folder.Path, "--filter", "*NoSuchBenchmark*");
        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Error, Does.Contain("no benchmark was run"));
    }

    [Test]
    public void Without_a_filter_and_a_terminal_bench_asks_for_one()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.InProcess(folder.Path, "bench");
        Assert.That(run.ExitCode, Is.EqualTo(64));
        Assert.That(run.Error, Does.Contain("--filter '*'"));
    }

    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim();
}
