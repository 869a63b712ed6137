using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Weights;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class TrainerTests
{
    private Folder folder = null!;

    [SetUp]
    public void Prepare() => folder = new Folder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [TestCase("mnist-softmax")]
    [TestCase("mnist-cnn")]
    public void A_network_learns_one_batch_by_heart(string workload)
    {
        using var set = new DigitSource(50);
        using var learned = new CancellationTokenSource();
        var listener = new Hearing(ended: epoch =>
        {
            if (epoch.Validation!.Score == 1)
                learned.Cancel();
        });
        var options = Trainings.Options(workload, epochs: 300) with { Batch = 50 };
        Assert.That(new Trainer(options, set, set, listener).Run(cancellation: learned.Token).Epochs[^1].Validation!.Score, Is.EqualTo(1));
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_in_a_second_run_whatever_was_drawn_between()
    {
        var options = Trainings.Options("mnist-cnn", epochs: 2);
        var first = options.Run();
        using (rand(17L))
        {
        }
        Assert.That(options.Run().Bits(), Is.EqualTo(first.Bits()));
        Assert.That((options with { Seed = 4 }).Run().Digest, Is.Not.EqualTo(first.Digest));
    }

    [TestCase(1)]
    [TestCase(4)]
    public void Workers_change_no_bit(int workers)
    {
        var options = Trainings.Options("mnist-cnn", epochs: 2);
        Assert.That((options with { Workers = workers }).Run().Bits(), Is.EqualTo(options.Run().Bits()));
    }

    [Test]
    public void An_estimate_before_it_changes_no_bit_and_counts_the_steps()
    {
        using var training = new DigitSource(110);
        using var test = new DigitSource(30, seed: 1);
        var options = Trainings.Options("mnist-cnn", epochs: 3) with { ValidateEvery = 2 };
        var listener = new Hearing();
        var estimated = new Trainer(options, training, test, listener).Run(estimateFirst: true);
        Assert.That(estimated.Bits(), Is.EqualTo(options.Run().Bits()));
        Assert.That((listener.Estimate!.Steps, listener.Estimate.Validations), Is.EqualTo((18, 2)));
        Assert.That(listener.Estimate.Whole, Is.GreaterThan(listener.Estimate.Step * 18));
    }

    [Test]
    public void Log_and_models_hold_what_was_learned_and_its_numbers_read_back_exactly()
    {
        var result = Trainings.Options("mnist-softmax", epochs: 2).Into(folder["new"]).Run();
        Assert.That(Directory.GetFiles(folder["new"]).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "log.csv", "log.jsonl", "model.dat", "model.safetensors", "best.safetensors" }));

        var rows = File.ReadAllLines(Path.Combine(folder["new"], "log.csv")).Select(line => line.Split(',')).ToArray();
        Assert.That(rows[0][..8], Is.EqualTo(new[] { "epoch", "step", "samples", "learning_rate", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy" }));
        double Cell(int epoch, string column) => double.Parse(rows[epoch][Array.IndexOf(rows[0], column)], CultureInfo.InvariantCulture);
        foreach (var epoch in result.Epochs)
        {
            Assert.That(Cell(epoch.Epoch, "train_loss"), Is.EqualTo(epoch.Loss));
            Assert.That(Cell(epoch.Epoch, "validation_accuracy"), Is.EqualTo(epoch.Validation!.Score));
            Assert.That(Cell(epoch.Epoch, "forward"), Is.EqualTo(epoch.Times.Forward));
        }
        var lines = File.ReadAllLines(Path.Combine(folder["new"], "log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var epochs = lines.Where(line => line.GetProperty("kind").GetString() == "epoch").ToArray();
        Assert.That(epochs.Select(line => line.GetProperty("train_loss").GetDouble()), Is.EqualTo(result.Epochs.Select(epoch => epoch.Loss)));
        Assert.That(lines.Count(line => line.GetProperty("kind").GetString() == "curve"), Is.EqualTo(2 * Trainings.StepsPerEpoch));
        Assert.That(lines[0].GetProperty("options").GetProperty("workload").GetString(), Is.EqualTo("mnist-softmax"));

        using var model = Workload.MnistSoftmax.Configure().CreateModel();
        model.load(Path.Combine(folder["new"], "model.dat"));
        Assert.That(ParameterDigest.Of(model), Is.EqualTo(result.Digest));
        var tensors = SafeTensors.Read(Path.Combine(folder["new"], "model.safetensors"));
        Assert.That(tensors.Keys, Is.EquivalentTo(model.state_dict().Keys));
    }

    [Test]
    public void The_stages_of_an_epoch_add_up_to_its_wall_clock()
    {
        var options = (Trainings.Options("mnist-cnn", epochs: 4) with { CheckpointEvery = Cadence.Steps(3), Workers = 1 }).Into(folder["out"]);
        var result = options.Run();
        foreach (var times in result.Epochs.Select(epoch => epoch.Times))
        {
            Assert.That(times.Sum, Is.EqualTo(times.Wall).Within(2).Percent, times.ToString());
            Assert.That(new[] { times.Data, times.Forward, times.Backward, times.Update, times.Validation, times.Checkpoint }, Is.All.Positive);
        }
    }

    [Test]
    public void Validation_comes_when_due_and_always_at_the_end()
    {
        var result = (Trainings.Options("mnist-softmax", epochs: 5) with { ValidateEvery = 2 }).Run();
        Assert.That(result.Epochs.Select(epoch => epoch.Validation is not null), Is.EqualTo(new[] { false, true, false, true, true }));
    }

    [Test]
    public void The_schedule_is_in_the_log()
    {
        var result = (Trainings.Options("mnist-softmax", epochs: 6, ("schedule", "step")) with { LearningRate = 0.5 }).Run();
        Assert.That(result.Epochs.Select(epoch => epoch.LearningRate), Is.EqualTo(new[] { 0.5, 0.5, 0.05, 0.05, 0.005, 0.005 }).Within(1e-15));
    }

    [Test]
    public void Progress_counts_the_samples_and_the_time_left_runs_out()
    {
        var seen = new List<TrainingProgress>();
        Trainings.Options("mnist-softmax", epochs: 2).Run(new Hearing(seen.Add));
        Assert.That(seen.Select(step => (step.Epoch, step.Samples)).Where(step => step.Samples > 80), Is.EqualTo(new[] { (1, 100L), (1, 110L), (2, 100L), (2, 110L) }));
        Assert.That(seen, Has.All.Matches<TrainingProgress>(step => step.SamplesPerSecond > 0 && step.TimeLeft >= step.EpochLeft));
        Assert.That(seen[^1].EpochLeft, Is.EqualTo(TimeSpan.Zero));
        Assert.That(seen[^1].TimeLeft, Is.LessThan(seen[0].TimeLeft), "What is left is the last validation.");
    }

    [Test]
    public void A_loss_that_is_no_number_stops_with_the_step_the_samples_and_the_last_good_checkpoint()
    {
        using var training = new DigitSource(110) { Poisoned = [17] };
        using var test = new DigitSource(30, seed: 1);
        var trainer = new Trainer((Trainings.Options("mnist-softmax", epochs: 1) with { CheckpointEvery = Cadence.Steps(1) }).Into(folder["out"]), training, test);
        var stop = Assert.Throws<TrainingException>(() => trainer.Run())!;
        Assert.That(stop.Message, Does.Match(@"^The loss became NaN at step \d, batch \d of epoch 1, on digit \d+, .* and 17 more: digit 17 holds numbers that are infinite or none"));
        Assert.That(stop.Message, Does.Match(@"the last good checkpoint is \S*step-00000000\d\.safetensors"));
        var line = JsonDocument.Parse(File.ReadAllLines(Path.Combine(folder["out"], "log.jsonl"))[^1]).RootElement;
        Assert.That(line.GetProperty("kind").GetString(), Is.EqualTo("stopped"));
        Assert.That(line.GetProperty("samples").EnumerateArray().Select(name => name.GetString()).ToArray(), Has.Member("digit 17").And.Length.EqualTo(20));
        Assert.That(File.Exists(Path.Combine(folder["out"], "model.safetensors")), Is.False);
    }

    [Test]
    public void A_rate_too_large_is_blamed_on_the_parameters()
    {
        var options = Trainings.Options("mnist-cnn", epochs: 20) with { LearningRate = 1e30, CheckpointEvery = Cadence.Steps(100) };
        Assert.That(() => options.Into(folder["out"]).Run(), Throws.TypeOf<TrainingException>()
            .With.Message.Contains("the parameters have diverged: try a smaller learning rate than 1E+30 (--lr)").And.Message.Contains("step-000000000.safetensors"));
    }

    [Test]
    public void No_checkpoint_is_made_of_parameters_that_are_no_numbers()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 20) with { Optimizer = "momentum", LearningRate = 3e38, CheckpointEvery = Cadence.Steps(1), Keep = 1 };
        Assert.That(() => options.Into(folder["out"]).Run(), Throws.TypeOf<TrainingException>());
        foreach (var tensor in SafeTensors.Read(Directory.GetFiles(Path.Combine(folder["out"], "checkpoints")).Single()).Where(entry => entry.Key.StartsWith("model.", StringComparison.Ordinal)))
            Assert.That(tensor.Value.isfinite().sum().item<long>(), Is.EqualTo(tensor.Value.numel()), tensor.Key);
    }

    [Test]
    public void A_poisoned_test_part_stops_it_too()
    {
        using var training = new DigitSource(110);
        using var test = new DigitSource(30, seed: 1) { Poisoned = [3] };
        Assert.That(() => new Trainer(Trainings.Options("mnist-softmax", epochs: 1), training, test).Run(),
            Throws.TypeOf<TrainingException>().With.Message.Contains("validation loss became NaN").And.Message.Contains("digit 3 holds"));
    }

    [Test]
    public void An_output_folder_that_cannot_be_written_is_named_before_training()
    {
        File.WriteAllText(folder["file"], "");
        var options = Trainings.Options("mnist-softmax", epochs: 1).Into(Path.Combine(folder["file"], "out"));
        Assert.That(() => options.Run(new Hearing(_ => Assert.Fail("trained"))), Throws.TypeOf<DataException>().With.Message.Contains(folder["file"]));
    }

    [Test]
    public void Every_fault_of_the_options_is_reported_at_once()
    {
        var options = new TrainingOptions("mnist-softmax") { Batch = 0, Keep = 0, Workers = -1, LearningRate = double.NaN };
        Assert.That(() => options.Settle(), Throws.ArgumentException
            .With.Message.Contains("batch 0").And.Message.Contains("keep 0").And.Message.Contains("workers -1").And.Message.Contains("learning rate"));
    }

    [TestCase("2", "2")]
    [TestCase("3epochs", "3")]
    [TestCase("50steps", "50steps")]
    [TestCase("1 step", "1steps")]
    [TestCase("0", null)]
    [TestCase("-1", null)]
    [TestCase("steps", null)]
    [TestCase("5minutes", null)]
    [TestCase("99999999999", null)]
    public void A_cadence_is_a_number_of_epochs_or_steps(string text, string? meaning) =>
        Assert.That(Cadence.TryParse(text, out var cadence) ? cadence.ToString() : null, Is.EqualTo(meaning));

    private sealed class Hearing(Action<TrainingProgress>? stepped = null, Action<EpochResult>? ended = null) : TrainingListener
    {
        public Estimate? Estimate { get; private set; }

        public override void Estimated(Estimate estimate) => Estimate = estimate;

        public override void Stepped(TrainingProgress progress) => stepped?.Invoke(progress);

        public override void EpochEnded(EpochResult epoch) => ended?.Invoke(epoch);
    }
}
