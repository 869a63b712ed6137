using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Computing.Program;

/// <summary><c>study data</c> from the command line to the file of results.</summary>
[Platform(Include = "Linux", Reason = "The JPEG library is looked for as the system has it.")]
public sealed class DataStudyTests
{
    private static readonly string[] phases = ["rows", "rows-select", "cifar", "cifar-tensors", "memcpy", "faces", "faces-scaled"];

    [Test]
    public void At_smoke_size_every_phase_is_measured_with_every_number_of_workers() => Carry("csharp", contenders: 4);

    [Test]
    [Category("Slow")]
    [Explicit("Eight processes; dotnet test --filter FullyQualifiedName~both_languages")]
    public void At_smoke_size_both_languages_load_the_same_pixels() => Carry("csharp,python", contenders: 8);

    [Test]
    public void A_session_says_what_its_folder_holds_when_a_phase_is_for_another()
    {
        using var folder = new ScratchFolder();
        new PerfSuite.Learning.Data.DrawnMnist(0, 30, 6).Make(folder["digits"]);
        using var session = Workload.Loading.Open(new SessionOptions(10, DataFolder: folder["digits"]));
        session.Time(Phase.Rows, 2);
        session.Time(Phase.RowsSelect, 2);
        Assert.That(session.Agree(3), Has.Length.EqualTo(3).And.All.InRange(0f, 16777215f));
        Assert.That(() => session.Prepare(Phase.Faces), Throws.ArgumentException.With.Message.Contains("holds MNIST's files").And.Message.Contains("pictures"));
        Assert.That(() => Workload.Loading.Open(new SessionOptions(10)), Throws.ArgumentException.With.Message.Contains("data folder"));
    }

    private static void Carry(string named, int contenders)
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.InProcess(folder.Path, "study", "data", "--profile", "smoke", "--contenders", named, "--json", "data.json");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        var table = run.Output.Split('\n').SkipWhile(line => !line.StartsWith("a batch", StringComparison.Ordinal));
        Assert.That(table.Max(line => line.Length), Is.LessThanOrEqualTo(80));
        Assert.That(run.Output, Does.Contain("rows: a batch in at most 12 µs").And.Contain("cifar: at least 400,000 images/s"));
        var results = Results.Read(folder["data.json"]);
        Assert.That(results.Rows.Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(results.Rows.GroupBy(row => row.Case.Phase).Select(rows => rows.Key), Is.EqualTo(phases));
        Assert.That(results.Rows.GroupBy(row => row.Case.Phase).Select(rows => rows.Count()), Has.All.EqualTo(contenders));
        Assert.That(results.Rows.Select(row => row.Contender), Does.Contain($"{Contender.CSharp}-4"));
        Assert.That(results.Agreements.Select(row => row.Agreement.Status), Has.All.AnyOf(AgreementStatus.Reference, AgreementStatus.Exact));
        Assert.That(Directory.GetDirectories(folder["artifacts/data"]), Has.None.EndsWith(".partial"));
    }
}
