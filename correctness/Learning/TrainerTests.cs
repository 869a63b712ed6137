using System.Globalization;
using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Learning;

public sealed class TrainerTests
{
    private string folder = "";

    [SetUp]
    public void Prepare() => folder = Directory.CreateTempSubdirectory("training").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase("mnist-softmax")]
    [TestCase("mnist-cnn")]
    public void A_network_learns_one_batch_by_heart(string workload)
    {
        using var set = Drawn(50);
        using var learned = new CancellationTokenSource();
        void StopWhenLearned(EpochResult epoch)
        {
            if (epoch.Accuracy == 1)
                learned.Cancel();
        }
        var trainer = new Trainer(Workload.FindNetwork(workload), set, set, new TrainingOptions(Epochs: 300, Batch: 50));
        Assert.That(trainer.Run(epochDone: StopWhenLearned, cancellation: learned.Token).Accuracy, Is.EqualTo(1));
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_in_a_second_run_whatever_was_drawn_between()
    {
        using var training = Drawn(230);
        using var test = Drawn(40, seed: 1);
        TrainingResult Train(long seed) =>
            new Trainer(Workload.MnistCnn, training, test, new TrainingOptions(Epochs: 2, Seed: seed, Batch: 50)).Run();

        var first = Train(3);
        using (rand(17L))
        {
        }
        var second = Train(3);
        Assert.That(second.Digest, Is.EqualTo(first.Digest));
        Assert.That(second.Epochs.Select(epoch => (epoch.Loss, epoch.Accuracy)), Is.EqualTo(first.Epochs.Select(epoch => (epoch.Loss, epoch.Accuracy))));
        Assert.That(Train(4).Digest, Is.Not.EqualTo(first.Digest));
    }

    [Test]
    public void Log_and_model_hold_what_was_learned()
    {
        using var set = Drawn(30);
        var epochs = new List<EpochResult>();
        var options = new TrainingOptions(Epochs: 2, Batch: 20, OutputFolder: Path.Combine(folder, "new"));
        var result = new Trainer(Workload.MnistSoftmax, set, set, options).Run(epochDone: epochs.Add);

        var lines = File.ReadAllLines(result.LogPath!);
        Assert.That(lines[0], Is.EqualTo("epoch,loss,accuracy,seconds"));
        Assert.That(lines.Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)), Is.EqualTo(epochs.Select(epoch => epoch.Loss)));
        using var model = Workload.MnistSoftmax.Configure().CreateModel();
        model.load(result.ModelPath!);
        Assert.That(ParameterDigest.Of(model), Is.EqualTo(result.Digest));
        Assert.That(Directory.GetFiles(options.OutputFolder!).Select(Path.GetFileName), Is.EquivalentTo(new[] { "log.csv", "model.dat" }));
    }

    [Test]
    public void Progress_counts_the_samples_and_the_time_left_runs_out()
    {
        using var set = Drawn(30);
        var seen = new List<TrainingProgress>();
        new Trainer(Workload.MnistSoftmax, set, set, new TrainingOptions(Epochs: 2, Batch: 20)).Run(seen.Add);
        Assert.That(seen.Select(step => (step.Epoch, step.Samples)), Is.EqualTo(new[] { (1, 20L), (1, 30L), (2, 20L), (2, 30L) }));
        Assert.That(seen, Has.All.Matches<TrainingProgress>(step => step.SamplesPerSecond > 0));
        Assert.That(seen[^1].TimeLeft, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Cancelling_finishes_the_step_in_flight_and_saves()
    {
        using var set = Drawn(60);
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var options = new TrainingOptions(Epochs: 5, Batch: 20, OutputFolder: folder);
        var result = new Trainer(Workload.MnistSoftmax, set, set, options).Run(
            _ =>
            {
                if (++steps == 4)
                    cancellation.Cancel();
            },
            cancellation: cancellation.Token);
        Assert.That(result.Cancelled, Is.True);
        Assert.That(steps, Is.EqualTo(4));
        Assert.That(result.Epochs, Has.Count.EqualTo(1));
        using var model = Workload.MnistSoftmax.Configure().CreateModel();
        model.load(result.ModelPath!);
        Assert.That(ParameterDigest.Of(model), Is.EqualTo(result.Digest));
    }

    [Test]
    public void A_loss_that_is_no_number_stops_training_and_says_where()
    {
        using var set = new Poisoned();
        Assert.That(
            () => new Trainer(Workload.MnistSoftmax, set, set, new TrainingOptions(Epochs: 1, Batch: 5, OutputFolder: folder)).Run(),
            Throws.TypeOf<TrainingException>().With.Message.Contains("NaN in epoch 1, samples 0 to 4"));
        Assert.That(Directory.GetFiles(folder), Is.Empty);
    }

    [Test]
    public void An_output_folder_that_cannot_be_written_is_named_before_training()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        using var set = Drawn(20);
        var trainer = new Trainer(Workload.MnistSoftmax, set, set, new TrainingOptions(Epochs: 1, OutputFolder: Path.Combine(file, "out")));
        Assert.That(() => trainer.Run(_ => Assert.Fail("trained")), Throws.TypeOf<DataException>().With.Message.Contains(file));
    }

    [Test]
    public void Every_fault_of_the_options_is_reported_at_once()
    {
        using var set = Drawn(20);
        Assert.That(
            () => new Trainer(Workload.MnistSoftmax, set, set, new TrainingOptions(Epochs: 0, Batch: 0)).Run(),
            Throws.ArgumentException.With.Message.Contains("epochs 0").And.Message.Contains("batch 0"));
    }

    [Test]
    public void A_timed_epoch_steps_once_for_every_whole_batch()
    {
        new DrawnMnist(TrainCount: 110, TestCount: 10).Make(folder);
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 50, DataFolder: folder));
        Assert.That(session.Time(Phase.Epoch, 1), Is.Positive);
        if (session.Count(Phase.Epoch, 1).NativeOperations is { } operations)
            Assert.That(operations["aten::addmm"], Is.EqualTo(2));
        using var wide = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 111, DataFolder: folder));
        Assert.That(() => wide.Time(Phase.Epoch, 1), Throws.ArgumentException.With.Message.Contains("110"));
    }

    private static MnistSource Drawn(int count, long seed = 0) =>
        new(new DrawnMnist(seed, TrainCount: count, TestCount: 1).Draw(MnistPart.Train));

    private sealed class Poisoned : SampleSource
    {
        public override int Count => 10;

        public override SampleLayout Layout { get; } = new([1, 28, 28], TargetKind.Label);

        public override string NameOf(int index) => $"poison {index}";

        public override SampleReader OpenReader() => new Reader();

        private sealed class Reader : SampleReader
        {
            public override void Read(int index, SplitMix64 draws, Sample into)
            {
                into.Input.Fill(float.NaN);
                into.Label[0] = 0;
            }
        }
    }
}
