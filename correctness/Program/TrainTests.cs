using NUnit.Framework;
using PerfSuite.Correctness.Program;

namespace PerfSuite.Correctness.Computing.Program;

public sealed class TrainTests
{
    private ScratchFolder folder = null!;

    [OneTimeSetUp]
    public void Draw()
    {
        folder = new ScratchFolder();
        var made = ProgramRun.Here("data", "make", "mnist", "--out", folder["set"], "--train", "600", "--test", "200", "--seed", "1");
        Assert.That((made.ExitCode, made.Error), Is.EqualTo((0, "")));
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [TestCase("mnist-softmax", 0.5)]
    [TestCase("mnist-cnn", 0, Description = "Six hundred digits are too few for it: only that it goes through.")]
    public void Training_learns_says_so_and_leaves_log_and_model(string workload, double least)
    {
        var run = Train(workload, "end-" + workload);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.That(lines[^1], Does.Match(@"^test accuracy [01]\.\d{4}$"));
        Assert.That(double.Parse(lines[^1].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(least));
        Assert.That(lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(File.ReadAllLines(Path.Combine(folder["end-" + workload], "log.csv")), Has.Length.EqualTo(3));
        Assert.That(Directory.GetFiles(folder["end-" + workload]).Select(Path.GetFileName), Is.EquivalentTo(new[] { "log.csv", "log.jsonl", "model.dat", "model.safetensors", "best.safetensors" }));
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_in_another_process_and_another_seed_others()
    {
        Train("mnist-cnn", "first");
        var second = ProgramRun.InProcess(folder.Path, [.. Line("mnist-cnn", "second")]);
        Assert.That((second.ExitCode, second.Error), Is.EqualTo((0, "")));
        Train("mnist-cnn", "third", "--seed", "1");
        Assert.That(Model("second"), Is.EqualTo(Model("first")));
        Assert.That(Model("third"), Is.Not.EqualTo(Model("first")));
    }

    [TestCase("missing")]
    [TestCase("truncated")]
    [TestCase("magic")]
    [TestCase("label")]
    [TestCase("gzip")]
    public void Bad_data_is_one_line_naming_the_file_and_nothing_is_written(string fault)
    {
        var broken = folder["broken-" + fault];
        Directory.CreateDirectory(broken);
        foreach (var file in Directory.GetFiles(folder["set"]))
            File.Copy(file, Path.Combine(broken, Path.GetFileName(file)), overwrite: true);
        var name = Path.Combine(broken, fault == "label" ? "t10k-labels-idx1-ubyte" : "train-images-idx3-ubyte");
        var bytes = File.ReadAllBytes(name);
        switch (fault)
        {
            case "missing":
                File.Delete(name);
                break;
            case "truncated":
                File.WriteAllBytes(name, bytes[..^100]);
                break;
            case "magic":
                bytes[3] = 9;
                File.WriteAllBytes(name, bytes);
                break;
            case "label":
                bytes[^1] = 10;
                File.WriteAllBytes(name, bytes);
                break;
            case "gzip":
                File.Delete(name);
                File.WriteAllBytes(name + ".gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
                break;
        }
        var run = ProgramRun.Here("train", "mnist-softmax", "--data", broken, "--epochs", "1", "--out", folder["never-" + fault]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("perf: ").And.Contain(broken).And.Contain(Path.GetFileName(name)).And.Contain("expected"));
        Assert.That(Directory.Exists(folder["never-" + fault]), Is.False);
    }

    [Test]
    public void Every_line_but_a_path_fits_a_terminal_of_eighty_columns()
    {
        var run = Train("mnist-softmax", "wide");
        Assert.That(run.Output.Split('\n').Where(line => !line.Contains(folder.Path, StringComparison.Ordinal)), Has.All.Length.LessThanOrEqualTo(80));
        Assert.That(run.Output, Does.Contain("about ").And.Contain("images/s").And.Contain("forward ").And.Contain("validation "));
    }

    [Test]
    public void What_was_begun_goes_on_from_its_folder_alone_and_other_options_are_refused()
    {
        Train("mnist-softmax", "short", "--schedule", "none");
        var refused = ProgramRun.Here("train", "--resume", folder["short"], "--batch", "21", "--seed", "3");
        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "")));
        Assert.That(refused.Error, Does.Contain("batch 20, not 21").And.Contain("seed 0, not 3"));
        var more = ProgramRun.Here("train", "--resume", folder["short"], "--epochs", "3");
        Assert.That((more.ExitCode, more.Error), Is.EqualTo((0, "")));
        ProgramRun.Here("train", "mnist-softmax", "--data", folder["set"], "--epochs", "3", "--batch", "20", "--out", folder["long"]);
        Assert.That(Model("short"), Is.EqualTo(Model("long")));
    }

    [Test]
    public void A_damaged_checkpoint_is_an_error_and_with_fall_back_a_warning()
    {
        Train("mnist-softmax", "hurt");
        var newest = Directory.GetFiles(Path.Combine(folder["hurt"], "checkpoints")).Max()!;
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^1]);
        var error = ProgramRun.Here("train", "--resume", folder["hurt"]);
        Assert.That(error.ExitCode, Is.EqualTo(1));
        Assert.That(error.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(error.Error, Does.Contain(newest).And.Contain("--fall-back"));
        var before = Model("hurt");
        var run = ProgramRun.Here("train", "--resume", folder["hurt"], "--fall-back");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("warning: ").And.Contain(Path.GetFileName(newest)));
        Assert.That(Model("hurt"), Is.EqualTo(before));
    }

    [TestCase("needs WORKLOAD", "train", "--data", "d", "--out", "o")]
    [TestCase("'--data' is required", "train", "mnist-cnn", "--out", "o")]
    [TestCase("no workload 'mnist'", "train", "mnist", "--data", "d", "--out", "o")]
    [TestCase("--set takes NAME=VALUE, not 'shuffle'", "train", "mnist-cnn", "--data", "d", "--out", "o", "--set", "shuffle")]
    [TestCase("setting 'colour'", "train", "mnist-cnn", "--data", "d", "--out", "o", "--set", "colour=red")]
    [TestCase("setting 'augment'", "train", "mnist-cnn", "--data", "d", "--out", "o", "--augment", "on")]
    [TestCase("variant 'faster'", "train", "mnist-cnn", "--data", "d", "--out", "o", "--variant", "faster")]
    [TestCase("--optimizer takes sgd or momentum or adam, not 'lion'", "train", "mnist-cnn", "--data", "d", "--out", "o", "--optimizer", "lion")]
    [TestCase("--lr takes a number above 0", "train", "mnist-cnn", "--data", "d", "--out", "o", "--lr", "-1")]
    [TestCase("--checkpoint-every takes a number of epochs", "train", "mnist-cnn", "--data", "d", "--out", "o", "--checkpoint-every", "often")]
    [TestCase("only with --resume", "train", "mnist-cnn", "--data", "d", "--out", "o", "--fall-back")]
    public void A_line_that_cannot_be_understood_is_refused_before_anything_is_read(string says, params string[] arguments)
    {
        var run = ProgramRun.Here(arguments);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((64, "")), run.Error);
        Assert.That(run.Error, Does.Contain(says));
    }

    [Test]
    public void A_tour_over_bad_data_ends_before_anything_is_measured()
    {
        Directory.CreateDirectory(folder["empty"]);
        var run = ProgramRun.Here("--profile", "smoke", "--data", folder["empty"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Contain(folder["empty"]).And.Contain("data make mnist"));
    }

    [Test]
    public void Data_is_not_made_over_what_is_there()
    {
        var before = File.ReadAllBytes(Path.Combine(folder["set"], "train-labels-idx1-ubyte"));
        var run = ProgramRun.Here("data", "make", "mnist", "--out", folder["set"], "--train", "10", "--test", "10");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("--overwrite"));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["set"], "train-labels-idx1-ubyte")), Is.EqualTo(before));
    }

    private ProgramRun Train(string workload, string name, params string[] more) => ProgramRun.Here([.. Line(workload, name), .. more]);

    private IEnumerable<string> Line(string workload, string name) =>
        ["train", workload, "--data", folder["set"], "--epochs", "2", "--batch", "20", "--out", folder[name]];

    private byte[] Model(string name) => File.ReadAllBytes(Path.Combine(folder[name], "model.dat"));
}
