using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Program;

/// <summary>The real program, killed at moments nobody chose, and resumed until it is done.</summary>
[Platform(Exclude = "Win", Reason = "Signals.")]
public sealed class TrainKillTests
{
    private ScratchFolder folder = null!;

    [OneTimeSetUp]
    public void Draw()
    {
        folder = new ScratchFolder();
        Assert.That(ProgramRun.Here("data", "make", "mnist", "--out", folder["set"], "--train", "1000", "--test", "100").ExitCode, Is.Zero);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void A_training_killed_four_times_comes_to_the_bits_of_an_unbroken_one() => KillAndResume(kills: 4, seed: 1, epochs: 2);

    [Test]
    [Category("Slow")]
    [Explicit("Two minutes: dotnet test correctness --filter Name~killed_twenty")]
    public void A_training_killed_twenty_times_comes_to_the_bits_of_an_unbroken_one() => KillAndResume(kills: 20, seed: 2, epochs: 12);

    [TestCase("INT")]
    [TestCase("TERM")]
    public void A_signal_ends_the_step_saves_and_prints_the_command_that_goes_on(string signal)
    {
        if (signal == "INT")
            Inherited.RequireInterrupt();
        var whole = folder["signal-whole"];
        var cut = folder["signal-cut-" + signal];
        if (!Directory.Exists(whole))
            Finish(Start(Command(whole, epochs: 3)));
        using var process = Start(Command(cut, epochs: 3));
        while (Newest(cut) is null && !process.HasExited)
            Thread.Sleep(5);
        Thread.Sleep(300);
        Process.Start("kill", ["-" + signal, $"{process.Id}"])!.WaitForExit();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(130), error.Result);
        Assert.That(error.Result, Does.Contain($" train --resume {cut}"));
        // Word for word what was printed, but for the program in front of it.
        var words = error.Result.Trim().Split(" train ")[1].Split(' ');
        Assert.That(Finish(Start(["train", .. words])).ExitCode, Is.Zero);
        Assert.That(Model(cut), Is.EqualTo(Model(whole)));
    }

    private void KillAndResume(int kills, ulong seed, int epochs)
    {
        var whole = folder[$"whole-{kills}"];
        var cut = folder[$"cut-{kills}"];
        var unbroken = Finish(Start(Command(whole, epochs)));
        Assert.That(unbroken.ExitCode, Is.Zero, unbroken.Error);

        var draws = new SplitMix64(seed);
        var steps = new List<long>();
        for (var kill = 0; kill < kills; kill++)
        {
            using var process = Start(Next(cut, epochs));
            // One in four while it starts, loads libtorch and reads; the others up to a third of a second after it has begun to write.
            var before = Newest(cut);
            if (draws.Below(4) == 0)
                Thread.Sleep(TimeSpan.FromSeconds(draws.Between(0, 1.5)));
            else
            {
                while (Newest(cut) == before && !process.HasExited)
                    Thread.Sleep(5);
                Thread.Sleep(TimeSpan.FromSeconds(draws.Between(0, 0.35)));
            }
            Assert.That(process.HasExited, Is.False, "It was over before it could be killed: more epochs are needed.");
            process.Kill();
            process.WaitForExit();
            steps.Add(StepOf(Newest(cut)));
        }
        TestContext.Out.WriteLine($"steps saved at each kill: {string.Join(", ", steps)}");
        var last = Finish(Start(Next(cut, epochs)));
        Assert.That(last.ExitCode, Is.Zero, last.Error);
        Assert.That(last.Output.TrimEnd().Split('\n')[^1], Is.EqualTo(unbroken.Output.TrimEnd().Split('\n')[^1]));
        Assert.That(Model(cut), Is.EqualTo(Model(whole)));
        Assert.That(LogWithoutTimes(cut), Is.EqualTo(LogWithoutTimes(whole)));
        Assert.That(steps, Is.Ordered);
    }

    /// <summary>What somebody would type: begin where there is no checkpoint yet, go on where there is one.</summary>
    private string[] Next(string output, int epochs) => Newest(output) is null ? Command(output, epochs) : ["train", "--resume", output];

    private string[] Command(string output, int epochs) =>
    [
        "train", "mnist-cnn", "--data", folder["set"], "--out", output, "--epochs", $"{epochs}", "--batch", "50",
        "--optimizer", "adam", "--schedule", "cosine", "--checkpoint-every", "2steps",
    ];

    private static string? Newest(string output) => Directory.Exists(Path.Combine(output, "checkpoints"))
        ? Directory.GetFiles(Path.Combine(output, "checkpoints"), "step-*.safetensors").Max()
        : null;

    private static long StepOf(string? checkpoint) => checkpoint is null ? -1 : long.Parse(Path.GetFileNameWithoutExtension(checkpoint)["step-".Length..], CultureInfo.InvariantCulture);

    private static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(Workplace.DotnetHost, [Workplace.Program, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static ProgramRun Finish(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, error.Result);
        }
    }

    private static byte[] Model(string output) => File.ReadAllBytes(Path.Combine(output, "model.safetensors"));

    private static string[] LogWithoutTimes(string output) =>
    [
        .. File.ReadAllLines(Path.Combine(output, "log.csv")).Select(line => string.Join(',', line.Split(',')[..8])),
        .. File.ReadAllLines(Path.Combine(output, "log.jsonl")).Where(line => line.Contains("\"curve\"", StringComparison.Ordinal)),
    ];
}
