using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class SessionTests
{
    [TestCase("mnist-softmax")]
    [TestCase("mnist-cnn")]
    [TestCase("overhead")]
    public void One_seed_gives_the_same_bits_again_and_another_seed_others(string workload)
    {
        var first = Learn(workload, seed: 5);
        Assert.That(Learn(workload, seed: 5), Is.EqualTo(first));
        Assert.That(Learn(workload, seed: 6), Is.Not.EqualTo(first));

        static (string Start, string End, string Losses) Learn(string workload, long seed)
        {
            using var session = Workload.Find(workload).Open(new SessionOptions(Batch: 4, Seed: seed));
            var start = session.Digest();
            var losses = session.Agree(10).Select(BitConverter.SingleToInt32Bits);
            return (start, session.Digest(), string.Join(' ', losses));
        }
    }

    [Test]
    public void Timing_other_phases_first_leaves_training_where_it_was()
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 4));
        var before = session.Digest();
        foreach (var phase in new[] { Phase.Infer, Phase.Forward, Phase.Backward })
            Assert.That(session.Time(phase, 3), Is.Positive, PhaseName.Of(phase));
        Assert.That(session.Digest(), Is.EqualTo(before));
        session.Time(Phase.Step, 1);
        Assert.That(session.Digest(), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_prediction_is_the_eval_mode_s_and_leaves_everything_as_it_was()
    {
        using var session = Workload.ResNet18.Open(new SessionOptions(Batch: 3, Settings: new Dictionary<string, string> { ["stem"] = "imagenet" }));
        session.Agree(2);
        var before = session.Digest();
        using var prediction = session.Predict();
        using var again = session.Predict();
        Assert.That(session.Digest(), Is.EqualTo(before), "no running mean has moved");
        Assert.That((prediction.requires_grad, session.Model.training), Is.EqualTo((false, true)));
        Assert.That(prediction.bytes.SequenceEqual(again.bytes), Is.True);
        Assert.That(prediction.shape, Is.EqualTo(new long[] { 3, 10 }));
    }

    [Test]
    public void A_session_s_checkpoint_brings_back_optimizer_and_generator_too()
    {
        using var folder = new Folder();
        using var session = Workload.ResNet18.Open(new SessionOptions(Batch: 2, Settings: new Dictionary<string, string> { ["stem"] = "imagenet" }));
        session.Agree(1);
        session.SaveCheckpoint(folder.Path);
        var onward = session.Agree(2);
        Assert.That(session.Agree(2), Is.Not.EqualTo(onward));
        session.LoadCheckpoint(folder.Path);
        Assert.That(session.Agree(2), Is.EqualTo(onward));
    }

    /// <summary>All but those that read files in every phase.</summary>
    public static IEnumerable<TestCaseData> Names => Workload.All.Where(workload => workload is not (LoadingWorkload or PredictionWorkload)).Select(workload => workload == Workload.DeepPose
        ? new TestCaseData(workload.Name).SetCategory("Slow").Explicit("58 million parameters: dotnet test correctness --filter Name~leaves_no_tensor_behind")
        : new TestCaseData(workload.Name));

    [TestCaseSource(nameof(Names))]
    public void Every_phase_runs_and_leaves_no_tensor_behind(string name)
    {
        var workload = Workload.Find(name);
        using var session = workload.Open(new SessionOptions(Batch: 2));
        foreach (var phase in workload.Phases.Where(phase => phase is not (Phase.Data or Phase.Epoch)))
        {
            Assert.That(session.Time(phase, 1), Is.Positive, PhaseName.Of(phase));
            // Gradients and the optimizer's state are there now, and stay.
            var alive = torch.Tensor.TotalCount;
            session.Time(phase, 1);
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(alive), PhaseName.Of(phase));
        }
    }

    [Test]
    public void Counters_tell_what_one_addition_makes()
    {
        using var session = Workload.Overhead.Open(new SessionOptions(Batch: 1));
        var added = session.Count(Phase.Add, 100);
        var inPlace = session.Count(Phase.AddInPlace, 100);
        Assert.That(added.TensorsMade, Is.EqualTo(1));
        Assert.That(inPlace.TensorsMade, Is.Zero);
        Assert.That(inPlace.ManagedBytes, Is.LessThan(added.ManagedBytes));
        if (added.NativeOperations is null)
            Assert.Ignore($"{TorchRuntime.Current.Label} does not count native operations");
        Assert.That(added.NativeOperations, Is.EqualTo(new Dictionary<string, double> { ["aten::add"] = 1 }));
        Assert.That(added.OperationNanoseconds!.Keys, Is.EqualTo(new[] { "aten::add" }));
        Assert.That(added.OperationNanoseconds["aten::add"], Is.Positive);
        Assert.That(added.PeakBytes, Is.Positive.And.LessThanOrEqualTo(64), "one number, in the least block that is given out");
        Assert.That(inPlace.PeakBytes, Is.Zero);
        Assert.That(inPlace.NativeCalls, Is.EqualTo(1), "the addition");
        Assert.That(added.NativeCalls, Is.EqualTo(2), "the addition, and the end of what it made");
    }

    [Test]
    public void Operations_are_timed_by_themselves_so_that_together_they_take_less_than_the_clock_shows()
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(Batch: 2));
        session.Prepare(Phase.Step);
        session.Run(Phase.Step, 1);
        var start = Stopwatch.GetTimestamp();
        var nanoseconds = TorchRuntime.Current.TimeOperations(() => session.Run(Phase.Step, 3));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        if (nanoseconds is null)
        {
            Assert.Ignore($"{TorchRuntime.Current.Label} does not time native operations");
            return;
        }
        Assert.That(nanoseconds.Values, Has.All.AtLeast(0));
        Assert.That(nanoseconds.Values.Sum(), Is.Positive.And.LessThan(elapsed));
        Assert.That(nanoseconds.Keys, Is.EquivalentTo(TorchRuntime.Current.CountOperations(() => session.Run(Phase.Step, 3))!.Keys));
        Assert.That(nanoseconds["aten::conv2d"], Is.LessThan(nanoseconds["aten::convolution_backward"]), "it only calls what does the work");
    }

    [TestCase(1, 1)]
    [TestCase(4, 4)]
    [TestCase(9, 9)]
    [TestCase(100, 99)]
    public void Operations_are_timed_in_passes_of_equal_length(int iterations, int run)
    {
        var passes = new List<int>();
        OperationTimes.Of(passes.Add, iterations);
        if (passes.Count == 0)
            Assert.Ignore($"{TorchRuntime.Current.Label} does not time native operations");
        Assert.That(passes.Sum(), Is.EqualTo(run));
        Assert.That(passes.Distinct().Count(), Is.EqualTo(1));
    }

    /// <summary>What a step dispatches, not how long it takes, is what a change to this network would alter.</summary>
    [Test]
    public void A_training_step_counts_its_backward_operations()
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(Batch: 2));
        if (session.Count(Phase.Step, 2).NativeOperations is not { } operations)
        {
            Assert.Ignore($"{TorchRuntime.Current.Label} does not count native operations");
            return;
        }
        Assert.That(operations["aten::conv2d"], Is.EqualTo(2));
        Assert.That(operations["aten::convolution_backward"], Is.EqualTo(2));
        Assert.That(operations["aten::addmm"], Is.EqualTo(2));
    }

    [Test]
    public void Ten_thousand_steps_leave_as_many_tensors_alive_as_ten()
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 1));
        session.Prepare(Phase.Step);
        session.Run(Phase.Step, 10);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        session.Run(Phase.Step, 10_000);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Names))]
    public void A_session_frees_every_tensor_it_made(string name)
    {
        Open();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Open();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Open()
        {
            var workload = Workload.Find(name);
            using var session = workload.Open(new SessionOptions(Batch: 2));
            session.Prepare(workload.Phases[0]);
            _ = session.Agree(1);
        }
    }

    [Test]
    public void A_setting_that_is_not_offered_is_named_with_those_that_are()
    {
        Dictionary<string, string> Chosen(string name, string value) => new() { [name] = value };
        Assert.That(() => Workload.ResNet18.Configure("published"), Throws.ArgumentException.With.Message.Contains("matched, published-cpp, published-python"));
        Assert.That(() => Workload.ResNet18.Configure(settings: Chosen("steam", "cifar")), Throws.ArgumentException.With.Message.Contains("'steam'").And.Message.Contains("stem, blocks, init, augment, shuffle, schedule, epochs"));
        Assert.That(() => Workload.ResNet18.Configure(settings: Chosen("stem", "none")), Throws.ArgumentException.With.Message.Contains("stem 'none'").And.Message.Contains("cifar, imagenet"));
        foreach (var epochs in new[] { "0", "-1", "1.5", "01", "100001", "99999999999", "" })
            Assert.That(() => Workload.ConvAe.Configure(settings: Chosen("epochs", epochs)), Throws.ArgumentException.With.Message.Contains("1 to 100000"), epochs);
        Assert.That(() => Workload.Overhead.Settle(asked: Chosen("stem", "cifar")), Throws.ArgumentException.With.Message.Contains("no settings"));
    }

    [Test]
    public void What_is_chosen_is_over_the_variant_and_the_variant_over_the_defaults()
    {
        var settings = Workload.ResNet18.Settle("published-cpp", new Dictionary<string, string> { ["blocks"] = "standard", ["augment"] = "off", ["epochs"] = "7" });
        Assert.That((settings["stem"], settings["blocks"], settings["shuffle"]), Is.EqualTo(("imagenet", "standard", "on")));
        Assert.That((settings.IsOn("augment"), settings.Whole("epochs")), Is.EqualTo((false, 7)));
        Assert.That(settings.ToString(), Is.EqualTo("blocks=standard epochs=7"), "only what is other than the variant has it");
        Assert.That(Workload.ResNet18.Settle("published-cpp").ToString(), Is.Empty);
    }

    [Test]
    public void Gradients_are_recorded_again_after_a_phase_without_them()
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 2));
        session.Time(Phase.Infer, 1);
        Assert.That(() => session.Agree(1), Throws.Nothing);
        Assert.That(session.Model.training, Is.True);
    }

    [Test]
    public void What_a_workload_lacks_is_named_with_what_it_has()
    {
        Assert.That(() => Workload.Find("mnist"), Throws.ArgumentException.With.Message.Contains("mnist-cnn, mnist-softmax, overhead, peak, prediction, resnet18"));
        Assert.That(() => Workload.FindNetwork("overhead"), Throws.ArgumentException.With.Message.Contains("mnist-cnn, mnist-softmax, resnet18"));
        Assert.That(() => PhaseName.Parse("stepp"), Throws.ArgumentException.With.Message.Contains("add_"));
        using var session = Workload.Overhead.Open(new SessionOptions(Batch: 1));
        Assert.That(() => session.Time(Phase.Epoch, 1), Throws.ArgumentException.With.Message.Contains("linear-softmax"));
    }

    [Test]
    public void An_epoch_without_data_says_how_to_get_some()
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(Batch: 1));
        Assert.That(() => session.Time(Phase.Epoch, 1), Throws.ArgumentException.With.Message.Contains("data make mnist"));
    }

    [Test]
    public void Every_fault_of_the_options_is_reported_at_once()
    {
        var options = new SessionOptions(Batch: 0, Seed: -1, Threads: 0, Device: "tpu", Variant: "faster");
        Assert.That(
            () => Workload.MnistCnn.Open(options),
            Throws.ArgumentException.With.Message.EqualTo("mnist-cnn cannot be opened: batch 0 is not within 1 to 65536; "
                + "seed -1 is not within 0 to 2^53; threads 0 is not within 1 to 1024; device 'tpu' is not one of cpu, cuda, cuda:0, cuda:1 …; "
                + "variant 'faster' is not one of matched."));
    }

    [Test]
    public void A_closed_session_refuses_and_closing_twice_is_harmless()
    {
        var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 1));
        session.Dispose();
        session.Dispose();
        Assert.That(() => session.Prepare(Phase.Step), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Phase_names_read_back()
    {
        foreach (var phase in Enum.GetValues<Phase>())
            Assert.That(PhaseName.Parse(PhaseName.Of(phase)), Is.EqualTo(phase));
    }
}
