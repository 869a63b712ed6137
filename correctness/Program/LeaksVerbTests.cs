using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Correctness.Computing.Learning;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Program;

/// <summary><c>leaks</c>: what grows, and what it exits with.</summary>
[NonParallelizable]
public sealed class LeaksVerbTests
{
    private ScratchFolder folder = null!;

    [SetUp]
    public void Make() => folder = new ScratchFolder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void A_sound_workload_exits_0_and_says_what_it_holds()
    {
        // The runtime compiles once, not twice: what a warm-up of seconds is for otherwise.
        var run = ProgramRun.InProcess(folder.Path, new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0" },
            ["leaks", "mnist-softmax", "--steps", "300", "--warm-up", "300", "--json", folder["leaks.json"]]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), run.Output);
        foreach (var word in new[] { "leaks mnist-softmax · step ×2 · 1 thread · seed 0", "no tensor stays alive (3 steps looked at)", "300 steps, 21 readings", "tensors", "memory", "Nothing grew." })
            Assert.That(run.Output, Does.Contain(word));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["leaks.json"]));
        Assert.That(json.RootElement.GetProperty("schema").GetString(), Is.EqualTo("perfsuite-leaks/1"));
        Assert.That(json.RootElement.GetProperty("clean").GetBoolean(), Is.True);
        var readings = json.RootElement.GetProperty("endurance").GetProperty("readings").EnumerateArray().ToList();
        Assert.That(readings.Select(reading => reading.GetProperty("step").GetInt32()), Is.EqualTo(Enumerable.Range(0, 21).Select(index => 15 * index)));
        Assert.That(readings.Select(reading => reading.GetProperty("tensors").GetInt64()), Is.All.EqualTo(readings[0].GetProperty("tensors").GetInt64()));
    }

    [Test]
    public void A_leak_exits_1_and_its_place_is_shown_and_written()
    {
        using var planted = new Planted();
        var (run, json) = Examine(planted.InAField, steps: 40);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("tensors stay alive: 1 a step").And.Contain("Float32 [7], kept").And.Contain("Grown: tensors a step leaves alive, tensors"));
        Assert.That(json["clean"]!.GetValue<bool>(), Is.False);
        var growth = json["endurance"]!["growths"]!.AsArray().Single(one => one!["what"]!.GetValue<string>() == "tensors")!;
        Assert.That(growth["after"]!.GetValue<long>() - growth["before"]!.GetValue<long>(), Is.EqualTo(40));
        if (!json["search"]!["placesAreKnown"]!.GetValue<bool>())
            Assert.Ignore($"{TorchRuntime.Current.Label} does not tell where a tensor was made");
        var place = json["search"]!["leaks"]![0]!["stack"]![0]!;
        Assert.That((place["method"]!.GetValue<string>(), Path.GetFileName(place["file"]!.GetValue<string>()), place["line"]!.GetValue<int>()),
            Is.EqualTo(("Planted.InAField", Planted.File, planted.Line)));
        Assert.That(run.Output, Does.Contain($"{Planted.File}:line {planted.Line}"));
    }

    [Test]
    public void What_leaks_only_later_is_said_to_be_looked_for_with_more_steps()
    {
        var (kept, taken) = (new List<Tensor>(), 0);
        var (run, _) = Examine(() =>
        {
            if (++taken > 20)
                kept.Add(ones(2L));
        }, steps: 30);
        kept.ForEach(tensor => tensor.Dispose());
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("no tensor stays alive").And.Contain("--looked-at N").And.Contain("Grown: tensors"));
    }

    [Test]
    public void Open_files_and_threads_that_stay_are_found()
    {
        var (files, threads) = (new List<FileStream>(), new List<Thread>());
        using var end = new ManualResetEventSlim();
        var (run, _) = Examine(() =>
        {
            files.Add(new FileStream(folder["file"], FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
            var thread = new Thread(end.Wait);
            thread.Start();
            threads.Add(thread);
        }, steps: 24);
        files.ForEach(file => file.Dispose());
        end.Set();
        threads.ForEach(thread => thread.Join());
        Assert.That(run.ExitCode, Is.EqualTo(1));
        if (OperatingSystem.IsLinux())
            Assert.That(run.Output, Does.Contain("Grown: descriptors, threads"));
    }

    [Test]
    public void Memory_that_grows_by_more_than_a_per_cent_is_found_and_less_is_not()
    {
        Growth Of(long after) => Growth.Of([new(0, 5, 9, 4, 100_000_000), new(10, 5, 9, 4, after)]).Single(growth => growth.What == "memory");
        Assert.That((Of(100_999_999).Grew, Of(101_000_001).Grew, Of(90_000_000).Grew), Is.EqualTo((false, true, false)));

        // What is made for a moment is no growth, what stays is; one of a tensor is always one.
        Growth[] Threads(params long[] counts) => [.. Growth.Of([.. counts.Select((count, index) => new Holding(index, count, null, count, null))])];
        Assert.That(Threads(4, 4, 4, 4, 4, 4, 4, 5).Select(growth => (growth.What, growth.Grew)), Is.EqualTo(new[] { ("tensors", true), ("threads", false) }));
        Assert.That(Threads(4, 4, 4, 4, 4, 4, 5, 5).Select(growth => growth.Grew), Is.EqualTo(new[] { true, true }));
    }

    [Test]
    public void Native_memory_that_no_tensor_object_tells_of_is_seen_in_a_process_of_its_own()
    {
        if (Holding.Now(0).Memory is not { } before)
        {
            Assert.Ignore("This system does not tell the memory of a process.");
            return;
        }
        using var large = ones(64L << 20, dtype: uint8);
        Assert.That(Holding.Now(0).Memory - before, Is.GreaterThan(50 << 20));
    }

    [TestCase("leaks", "leaks needs WORKLOAD. What to run: convae, deeppose")]
    [TestCase("leaks resnet50", "There is no workload 'resnet50'. There are: convae")]
    [TestCase("leaks mnist-cnn --phase dance", "There is no phase 'dance'")]
    [TestCase("leaks mnist-cnn --phase add", "mnist-cnn has no phase 'add'. It has: infer")]
    [TestCase("leaks mnist-cnn --phase epoch", "`data make mnist` writes one")]
    [TestCase("leaks mnist-cnn --steps 0", "--steps takes a whole number from 1 to 100000000, not '0'")]
    [TestCase("leaks mnist-cnn --set stem", "--set takes NAME=VALUE, not 'stem'")]
    [TestCase("leaks resnet18 --set stem=none", "cifar, imagenet")]
    [TestCase("leaks resnet18 --variant odd", "odd")]
    [TestCase("leaks mnist-cnn --data /no/such/folder", "there is no folder '/no/such/folder'")]
    public void What_cannot_be_understood_exits_64_with_a_line_that_names_it(string line, string naming)
    {
        var run = ProgramRun.Here(line.Split(' '));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((64, "")), run.Error);
        Assert.That(run.Error, Does.Contain(naming).And.StartWith("perf: ").And.Not.Contain("   at "));
    }

    [Test]
    public void Data_that_cannot_be_read_exit_3()
    {
        var run = ProgramRun.Here("leaks", "mnist-cnn", "--phase", "epoch", "--data", folder.Path);
        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Error, Does.StartWith("perf: ").And.Contain(folder.Path));
    }

    [Test]
    public void It_can_be_stopped()
    {
        using var cancellation = new CancellationTokenSource();
        var taken = 0;
        var examination = new LeakExamination(1000, 0, 1);
        Assert.That(() => examination.Run(() =>
        {
            if (++taken == 50)
                cancellation.Cancel();
        }, null, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(taken, Is.EqualTo(50));
    }

    public static IEnumerable<string> Names => Workload.All.Select(workload => workload.Name);

    /// <summary>
    /// Each in a process of its own, on the smallest batch and with the settings that make the least work of the same layers: ImageNet's
    /// stem leaves a residual network a sixteenth of the picture. What a step makes and frees does not depend on sizes; the time of
    /// convae and deeppose is that of their 22 and 58 million parameters. PERFSUITE_STEPS=1000 takes a tenth of the time.
    /// </summary>
    [TestCaseSource(nameof(Names)), Category("Slow"), Explicit("Three hours of one core, deeppose half of them: dotnet test correctness --filter Name~Ten_thousand_steps_grow")]
    public void Ten_thousand_steps_grow_nothing(string workload)
    {
        var steps = Environment.GetEnvironmentVariable("PERFSUITE_STEPS") ?? "10000";
        var run = ProgramRun.InProcess(folder.Path, TimeSpan.FromHours(2), ["leaks", workload, "--steps", steps, .. workload.StartsWith("resnet", StringComparison.Ordinal) ? new[] { "--set", "stem=imagenet" } : []]);
        TestContext.Out.WriteLine(run.Output);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), run.Output);
    }

    private (ProgramRun Run, JsonNode Json) Examine(Action step, int steps)
    {
        using var output = new StringWriter();
        var examination = new LeakExamination(steps, warmUp: 2, lookedAt: 3);
        examination.Run(step, null, default);
        var exitCode = LeaksVerb.Tell(examination, new Display(output, output), folder["found.json"], new JsonObject { ["schema"] = "test" });
        return (new ProgramRun(exitCode, output.ToString(), ""), JsonNode.Parse(File.ReadAllText(folder["found.json"]))!);
    }
}
