using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Data;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Chainer, where this machine has it: the parameters of all others, and their losses within tolerance. And where not, how to get it.</summary>
[Category("Agreement")]
[NonParallelizable]
public sealed class ChainerTests
{
    private const string Search = "PYTHONPATH";
    private readonly Dictionary<string, Worker> players = [];

    [OneTimeTearDown]
    public void End()
    {
        foreach (var worker in players.Values)
            worker.Dispose();
    }

    [TestCase("published-chainer", "optimizer=adam visibility=half loss=explicit")]
    [TestCase("matched", "visibility=on")]
    public void Parameters_are_the_same_and_losses_within_tolerance(string variant, string settings)
    {
        Start();
        var request = new OpenRequest("deeppose", Batch: 1, Seed: 1, Variant: variant, Settings: settings.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]));
        var judged = Agreement.Judge([Testify(Contender.Python, request), Testify(Contender.Chainer, request)])[1];
        Assert.Multiple(() =>
        {
            Assert.That(judged.SameDigest, Is.True, judged.Reason);
            Assert.That(judged.Status, Is.EqualTo(AgreementStatus.Within).Or.EqualTo(AgreementStatus.Exact), judged.Reason);
            Assert.That(judged.Losses.Distinct().Count(), Is.EqualTo(2), "nothing was learned");
        });
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Pictures_out_of_files_agree_and_fill_epochs(int workers)
    {
        Start();
        using var folder = new ScratchFolder();
        new DrawnLsp(0, 2, 1).Make(folder["poses"]);
        var request = new OpenRequest("deeppose", Batch: 2, Variant: "published-chainer", Data: folder["poses"], Workers: workers);
        var judged = Agreement.Judge([Testify(Contender.Python, request), Testify(Contender.Chainer, request)])[1];
        Assert.That(judged.Agrees && judged.SameDigest, judged.Reason);
        Assert.That(players[Contender.Chainer].Round("data", 2), Is.Positive);
        Assert.That(players[Contender.Chainer].Round("epoch", 1), Is.Positive);
    }

    [Test]
    public void What_it_does_not_have_is_refused_by_name()
    {
        Start();
        Assert.Multiple(() =>
        {
            Assert.That(() => players[Contender.Chainer].Open(new OpenRequest("convae", Batch: 1)), Throws.TypeOf<WorkerException>().With.Message.Contains("expected one of deeppose"));
            Assert.That(() => players[Contender.Chainer].Open(new OpenRequest("deeppose", Batch: 1, Settings: new Dictionary<string, string> { ["schedule"] = "step" })),
                Throws.TypeOf<WorkerException>().With.Message.Contains("schedule").And.Message.Contains("expected one of none"));
        });
    }

    [Test]
    public void Where_it_is_not_on_the_path_its_row_says_how_to_get_it()
    {
        RequirePython();
        using var empty = new ScratchFolder();
        var found = Under(empty.Path);
        Assert.That(found.Command, Is.Null);
        Assert.That(found.Absence, Does.Contain("No module named 'chainer'").And.Contain("PYTHONPATH").And.Contain("build_chainerx = False"));
    }

    [TestCase("", "a folder of that name")]
    [TestCase("__version__ = '5.4.0'", "Chainer 5.4.0")]
    [TestCase("import filelock_that_is_not_there", "filelock_that_is_not_there")]
    public void Another_chainer_on_the_path_is_not_taken_for_it(string source, string told)
    {
        RequirePython();
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["chainer"]);
        if (source.Length > 0)
            File.WriteAllText(folder["chainer/__init__.py"], source);
        var found = Under(folder.Path);
        Assert.That(found.Command, Is.Null);
        Assert.That(found.Absence, Does.Contain(told).And.Contain("tag v7.8.0"));
    }

    [Test]
    public void Studies_of_other_articles_do_not_ask_for_it()
    {
        var shown = PerfSuite.Studies.Study.All.Where(study => study.Known.Contains(Contender.Chainer)).Select(study => study.Name);
        Assert.That(shown, Is.EqualTo(new[] { "deeppose", "autograd" }));
        var run = ProgramRun.Here("study", "convae", "--contenders", "chainer");
        Assert.That(run.ExitCode, Is.EqualTo(64));
        Assert.That(run.Error, Does.Contain("cpp,csharp,python, not 'chainer', which takes part in `study deeppose` and `study autograd`"));
    }

    private Testimony Testify(string contender, OpenRequest request)
    {
        var worker = players[contender];
        var hello = worker.Hello();
        var digest = worker.Open(request).Digest;
        return new Testimony(contender, hello.LibTorch, hello.Blas, hello.CpuCapability, digest, worker.Agree(2));
    }

    private static Contender Under(string folder)
    {
        var before = Environment.GetEnvironmentVariable(Search);
        try
        {
            Environment.SetEnvironmentVariable(Search, folder);
            return Contender.Find([Contender.Chainer], 1)[0];
        }
        finally
        {
            Environment.SetEnvironmentVariable(Search, before);
        }
    }

    private static void RequirePython()
    {
        if (Contender.Find([Contender.Python], 1)[0] is { Command: null } python)
            Absence.Of(python);
    }

    private void Start()
    {
        if (players.Count > 0)
            return;
        var found = Contender.Find([Contender.Python, Contender.Chainer], 1);
        if (found.FirstOrDefault(one => one.Command is null) is { } missing)
            Absence.Of(missing);
        foreach (var one in found)
            players[one.Name] = Worker.Start(one.Command!);
    }
}
