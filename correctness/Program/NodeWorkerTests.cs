using System.Diagnostics;
using System.Text;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Computing.Agreements;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Correctness.Program;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Computing.Program;

/// <summary>The Node worker as a process, and who may ask for it.</summary>
public sealed class NodeWorkerTests
{
    private static readonly Dictionary<string, string> none = [];

    private static RawWorker Start()
    {
        var contender = Contender.Find([Contender.TensorFlowJs], 1)[0];
        if (contender.Command is null)
            Assert.Ignore($"TensorFlow.js is not on this machine: {contender.Absence}");
        return new RawWorker(contender.Command!);
    }

    [Test]
    public void Nonsense_is_refused_in_one_line_and_the_worker_lives_on()
    {
        using var worker = Start();
        void Refuses(string line, string word)
        {
            var reply = worker.Ask(line);
            Assert.That(reply.GetProperty("ok").GetBoolean(), Is.False, line);
            Assert.That(reply.GetProperty("error").GetString(), Does.Contain(word).And.Not.Contain("\n"), line.Length > 200 ? line[..200] : line);
        }
        Refuses("not json", "not JSON");
        Refuses("", "not JSON");
        Refuses("[]", "'do'");
        Refuses("null", "'do'");
        Refuses("""{"do":7}""", "'do' is 7");
        Refuses("""{"do":"constructor"}""", "constructor");
        Refuses("""{"do":"open","workload":"prediction","variant":"matched","settings":{"network":"softmax","__proto__":"x"}}""", "__proto__");
        Refuses("""{"do":"open","workload":"prediction","variant":"matched","settings":[]}""", "'settings' is an array");
        Refuses("""{"do":"open","workload":"prediction","variant":"matched","batch":1.5}""", "'batch' is 1.5");
        Refuses("""{"do":"open","workload":"prediction","variant":"matched","batch":1e99}""", "'batch'");
        Refuses("""{"do":"open","workload":"prediction","variant":"matched","batch":1,"seed":0,"device":"cpu","threads":1,"data":"a\u0000b"}""", "NUL");
        Refuses("""{"do":"round","phase":"predict","iterations":1}""", "no session is open");
        Refuses("""{"do":"save","path":"/tmp/x"}""", "save");
        Refuses(new string('[', 1 << 19), "not JSON");
        Refuses(new string(' ', 1 << 20) + "{}", "longer than");
        worker.Send([0xff, (byte)'\n']);
        Assert.That(worker.Reply().GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(worker.Ask("""{"do":"hello"}""").GetProperty("protocol").GetInt32(), Is.EqualTo(1));
        Assert.That(worker.Ask("""{"do":"bye"}""").GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(worker.Process.WaitForExit(10_000), Is.True);
        Assert.That(worker.Process.ExitCode, Is.Zero);
    }

    [Test]
    [Platform("Linux")]
    public void It_ignores_an_interrupt_and_ends_with_its_parent_in_the_middle_of_a_round()
    {
        using var digits = new TrainedDigits(images: 5);
        using var worker = Start();
        var open = $$$"""{"do":"open","workload":"prediction","variant":"matched","batch":1,"seed":0,"device":"cpu","threads":1,"data":"{{{digits.Data}}}","weights":"{{{digits.Trained("softmax")}}}"}""";
        Assert.That(worker.Ask(open).GetProperty("ok").GetBoolean(), Is.True);
        using (var kill = Process.Start("kill", ["-s", "INT", $"{worker.Process.Id}"]))
            kill.WaitForExit();
        Assert.That(worker.Ask("""{"do":"hello"}""").GetProperty("contender").GetString(), Is.EqualTo(Contender.TensorFlowJs));
        worker.Send(Encoding.UTF8.GetBytes("""{"do":"round","phase":"predict","iterations":1000000000}""" + "\n"));
        worker.HangUp();
        Assert.That(worker.Process.WaitForExit(10_000), Is.True);
    }

    [Test]
    public void Who_is_not_here_says_how_to_get_it([Values(Contender.TensorFlowJs, Contender.OnnxRuntime)] string name)
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder[OperatingSystem.IsWindows() ? "node.exe" : "node"], "");
        var absent = NodeContender.Find(name, none, folder["node_modules"], folder.Path);
        Assert.That(absent.Command, Is.Null);
        Assert.That(absent.Absence, Is.EqualTo("./setup.sh --all-peers"));
        Assert.That(NodeContender.Find(name, none, folder.Path, "").Absence, Is.EqualTo("no node; ./setup.sh --all-peers"));
        foreach (var package in new[] { "@tensorflow/tfjs-layers", "onnxruntime-node" })
        {
            Directory.CreateDirectory(folder[$"node_modules/{package}"]);
            File.WriteAllText(folder[$"node_modules/{package}/package.json"], "{}");
        }
        var there = NodeContender.Find(name, none, folder["node_modules"], folder.Path);
        Assert.That(there.Absence, Is.Null);
        Assert.That(there.Command!.Environment!["NODE_PATH"], Is.EqualTo(folder["node_modules"]));
    }

    [Test]
    public void Only_the_study_of_predictions_has_them()
    {
        foreach (var study in Study.All)
        {
            var theirs = study.Contenders(null, 1).Where(one => Contender.Predictors.Any(name => one.Name.StartsWith(name, StringComparison.Ordinal)));
            Assert.That(theirs.Any(), Is.EqualTo(study is MnistStudy), study.Name);
        }
        Assert.That(Contender.Known, Has.None.AnyOf(Contender.Predictors.ToArray<object>()));
        var run = ProgramRun.Here("study", "overhead", "--contenders", "tfjs");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("not 'tfjs'"));
    }

    [Test]
    public void An_engine_of_one_thread_stays_out_of_runs_with_two() =>
        Assert.That(new MnistStudy().Contenders([Contender.TensorFlowJs], threads: 2).Single().Absence, Does.Contain("one thread"));
}
