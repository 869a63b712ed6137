using System.Globalization;
using NUnit.Framework;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Program;

/// <summary>
/// Numbers, dates and names do not depend on where somebody lives. Turkish stands for all: a comma before the fraction, a point
/// between thousands, and an i whose capital is no I.
/// </summary>
[NonParallelizable]
public sealed class CultureTests
{
    private ScratchFolder folder = null!;

    [OneTimeSetUp]
    public void Draw()
    {
        folder = new ScratchFolder();
        new DrawnMnist(TrainCount: 60, TestCount: 20).Make(folder["set"]);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [TestCase("list mnist-cnn")]
    [TestCase("data check {0}")]
    [TestCase("train mnist-softmax --lr 1.5e-2x")]
    [TestCase("train mnist-softmax --data {0} --lr -0.5")]
    [TestCase("train --help")]
    [TestCase("why nothing.json nothing.json")]
    public void What_is_printed_is_the_same_in_Turkish(string line)
    {
        var words = line.Split(' ').Select(word => word.Replace("{0}", folder["set"])).ToArray();
        var plain = ProgramRun.Here(words);
        Assert.That(InTurkish(() => ProgramRun.Here(words)), Is.EqualTo(plain));
    }

    [Test]
    public void A_training_leaves_the_same_files_in_Turkish_and_goes_on_from_them()
    {
        string[] Line(string name, string epochs) => ["train", "mnist-softmax", "--data", folder["set"], "--out", folder[name], "--epochs", epochs, "--batch", "7", "--lr", "0.0123", "--checkpoint-every", "3steps", "--schedule", "none"];

        Assert.That(ProgramRun.Here(Line("plain", "2")).ExitCode, Is.Zero);
        var run = InTurkish(() => ProgramRun.Here(Line("turkish", "1")));
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(InTurkish(() => ProgramRun.Here("train", "--resume", folder["turkish"], "--epochs", "2")).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(folder["turkish/model.safetensors"]), Is.EqualTo(File.ReadAllBytes(folder["plain/model.safetensors"])));
        Assert.That(Losses("turkish"), Is.EqualTo(Losses("plain")));
        Assert.That(Directory.GetFiles(folder["turkish/checkpoints"]).Select(Path.GetFileName), Is.EquivalentTo(Directory.GetFiles(folder["plain/checkpoints"]).Select(Path.GetFileName)));
    }

    // The program asks for no cultures; whoever turns them on all the same has them in the whole process, Turkish letters included.
    [Test]
    [Platform("Linux")]
    public void A_process_with_Turkish_turned_on_trains_to_the_same_bits()
    {
        var turkish = new Dictionary<string, string> { ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0", ["DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY"] = "0" };
        string[] Line(string name) => ["train", "mnist-softmax", "--data", folder["set"], "--out", folder[name], "--epochs", "1", "--batch", "7", "--lr", "0.0123"];

        var run = ProgramRun.InProcess(folder.Path, turkish, Line("process"));
        if (run.Error.Contains("ICU", StringComparison.Ordinal))
            Assert.Ignore("There is no ICU here: .NET knows no cultures.");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(ProgramRun.Here(Line("reference")).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(folder["process/model.safetensors"]), Is.EqualTo(File.ReadAllBytes(folder["reference/model.safetensors"])));
        Assert.That(Losses("process"), Is.EqualTo(Losses("reference")));
    }

    // The whole suite can be run in Turkish (README); then it must not be by mistake in nothing at all.
    [Test]
    public void A_run_that_asks_for_Turkish_speaks_it()
    {
        var asked = Environment.GetEnvironmentVariable("LC_ALL")?.StartsWith("tr_TR", StringComparison.Ordinal) == true && Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") == "0";
        Assert.That(CultureInfo.CurrentCulture.Name, Is.EqualTo(asked ? "tr-TR" : ""));
    }

    // Epoch, step, samples, rate, losses and scores: all but the times.
    private string[] Losses(string name) => [.. File.ReadAllLines(Path.Combine(folder[name], "log.csv")).Select(line => string.Join(',', line.Split(',')[..8]))];

    private static T InTurkish<T>(Func<T> action)
    {
        var (before, inThreads) = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = Turkish();
            return action();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (before, inThreads);
        }
    }

    // Without ICU, as these tests run, there is no Turkish: then its numbers and dates at least.
    private static CultureInfo Turkish()
    {
        try
        {
            return new CultureInfo("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            return new CultureInfo("")
            {
                NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = ",", PercentGroupSeparator = ".", PercentPositivePattern = 2, NegativeSign = "−" },
                DateTimeFormat = { DateSeparator = ".", TimeSeparator = ".", ShortDatePattern = "d.MM.yyyy" },
            };
        }
    }
}
