using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Training;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class TrainerResumeTests
{
    private Folder folder = null!;

    [SetUp]
    public void Prepare() => folder = new Folder();

    [TearDown]
    public void Remove() => folder.Dispose();

    // Before the first step, in the middle, after the last step of an epoch but before its validation, in a later epoch.
    [Test]
    public void A_training_stopped_anywhere_and_resumed_has_the_bits_and_the_log_of_an_unbroken_one([Values(1, 4, 6, 9)] int after)
    {
        var options = Trainings.Options("mnist-cnn", epochs: 2, ("schedule", "cosine")) with { Optimizer = "momentum", LearningRate = 0.05 };
        var whole = (options with { OutputFolder = folder["whole"] }).Run();
        var first = (options with { OutputFolder = folder["cut"] }).Stop(after);
        Assert.That((first.Cancelled, first.Step), Is.EqualTo((true, after)));
        var second = options.Resume(folder["cut"]);
        Assert.That(second.Bits(), Is.EqualTo(whole.Bits()));
        Assert.That(LogWithoutTimes("cut"), Is.EqualTo(LogWithoutTimes("whole")));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["cut"], "model.safetensors")), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder["whole"], "model.safetensors"))));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["cut"], "best.safetensors")), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder["whole"], "best.safetensors"))));
    }

    [TestCase("sgd", "none")]
    [TestCase("adam", "step")]
    [TestCase("momentum", "cosine")]
    public void Every_optimizer_and_schedule_goes_on_to_the_bit(string optimizer, string schedule)
    {
        var options = Trainings.Options("mnist-softmax", epochs: 4, ("schedule", schedule)) with { Optimizer = optimizer, LearningRate = 0.01 };
        var whole = options.Run();
        (options with { OutputFolder = folder["cut"] }).Stop(after: 15);
        Assert.That(options.Resume(folder["cut"]).Bits(), Is.EqualTo(whole.Bits()));
    }

    [Test]
    public void A_training_can_be_stopped_again_and_again()
    {
        var options = Trainings.Options("mnist-cnn", epochs: 2);
        var whole = options.Run();
        (options with { OutputFolder = folder["cut"] }).Stop(after: 2);
        var again = options with { OutputFolder = folder["cut"], ResumeFolder = folder["cut"] };
        Assert.That(again.Stop(after: 3).Step, Is.EqualTo(5));
        Assert.That(again.Stop(after: 4).Step, Is.EqualTo(9));
        Assert.That(again.Run().Bits(), Is.EqualTo(whole.Bits()));
        Assert.That(again.Run().Bits(), Is.EqualTo(whole.Bits()), "resumed when it was done");
    }

    [Test]
    public void A_training_without_schedule_can_be_given_more_epochs()
    {
        Trainings.Options("mnist-softmax", epochs: 1).Into(folder["cut"]).Run();
        Assert.That(Trainings.Options("mnist-softmax", epochs: 3).Resume(folder["cut"]).Bits(), Is.EqualTo(Trainings.Options("mnist-softmax", epochs: 3).Run().Bits()));
    }

    [Test]
    public void Another_output_folder_gets_the_log_so_far_and_a_checkpoint_of_its_own()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 2);
        options.Into(folder["old"]).Stop(after: 8);
        var there = (options with { ResumeFolder = folder["old"], OutputFolder = folder["new"] }).Run();
        Assert.That(there.Bits(), Is.EqualTo(options.Run().Bits()));
        Assert.That(File.ReadAllLines(Path.Combine(folder["new"], "log.csv")), Has.Length.EqualTo(3));
        Assert.That(there.Checkpoint, Does.StartWith(folder["new"]));
    }

    [Test]
    public void The_last_checkpoints_stay_and_the_older_ones_go()
    {
        var result = (Trainings.Options("mnist-softmax", epochs: 2) with { CheckpointEvery = Cadence.Steps(5), Keep = 2 }).Into(folder["out"]).Run();
        Assert.That(result.Step, Is.EqualTo(2 * Trainings.StepsPerEpoch));
        Assert.That(Checkpoints("out").Select(Path.GetFileName), Is.EqualTo(new[] { "step-000000010.safetensors", "step-000000012.safetensors" }));
    }

    [TestCase("cut off")]
    [TestCase("one bit of a parameter")]
    [TestCase("one bit of the metadata")]
    [TestCase("empty")]
    [TestCase("absurd header")]
    public void A_damaged_checkpoint_is_named_with_the_cure_and_the_one_before_it_serves_on_request(string damage)
    {
        var options = Trainings.Options("mnist-cnn", epochs: 2) with { CheckpointEvery = Cadence.Steps(3) };
        var whole = options.Run();
        options.Into(folder["cut"]).Stop(after: 8);
        var newest = Checkpoints("cut")[^1];
        Damage(newest, damage);
        Assert.That(() => options.Resume(folder["cut"]), Throws.TypeOf<DataException>()
            .With.Message.Contains(newest).And.Message.Contains("--fall-back").And.Message.Contains("step-000000006.safetensors"));

        var listener = new Trainings.Counting();
        var resumed = (options with { FallBack = true }).Resume(folder["cut"], listener);
        Assert.That(resumed.Bits(), Is.EqualTo(whole.Bits()));
        Assert.That(listener.Warnings.Single(), Does.Contain("step-000000008.safetensors").And.Contain("step-000000006.safetensors"));
        Assert.That(File.Exists(newest + ".damaged"), Is.True);
    }

    [Test]
    public void Where_every_checkpoint_is_damaged_falling_back_says_so()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 1) with { FallBack = true };
        options.Into(folder["cut"]).Stop(after: 2);
        foreach (var checkpoint in Checkpoints("cut"))
            Damage(checkpoint, "cut off");
        Assert.That(() => options.Resume(folder["cut"]), Throws.TypeOf<DataException>().With.Message.Contains("begin anew"));
    }

    [Test]
    public void Without_a_checkpoint_there_is_nothing_to_resume()
    {
        Assert.That(() => Trainings.Options("mnist-softmax", epochs: 1).Resume(folder["none"]), Throws.TypeOf<DataException>()
            .With.Message.Contains(folder["none"]).And.Message.Contains("--out"));
        Assert.That(Directory.Exists(folder["none"]), Is.False);
    }

    [Test]
    public void A_checkpoint_of_another_training_is_refused_and_says_what_differs()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 2);
        options.Into(folder["cut"]).Stop(after: 3);
        void Refused(TrainingOptions other, params string[] says)
        {
            var refusal = Assert.Throws<TrainingException>(() => other.Resume(folder["cut"]))!;
            foreach (var say in says)
                Assert.That(refusal.Message, Does.Contain(say));
        }
        Refused(options with { Workload = "mnist-cnn" }, "workload mnist-softmax, not mnist-cnn");
        Refused(options with { Batch = 21, Seed = 6 }, "batch 20, not 21", "seed 5, not 6");
        Refused(options with { LearningRate = 0.25 }, "optimizer", "0.25");
        Refused(Trainings.Options("mnist-softmax", epochs: 2, ("schedule", "step")), "schedule none, not step");
        Refused(Trainings.Options("mnist-softmax", epochs: 2, ("shuffle", "off")), "shuffle on, not off");
    }

    [Test]
    public void Other_data_are_refused()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 2);
        options.Into(folder["cut"]).Stop(after: 3);
        using var others = new DigitSource(110, seed: 9);
        using var test = new DigitSource(30, seed: 1);
        var trainer = new Trainer(options with { ResumeFolder = folder["cut"] }, others, test);
        Assert.That(() => trainer.Run(), Throws.TypeOf<TrainingException>().With.Message.Contains("training data"));
    }

    [Test]
    public void Another_libtorch_or_number_of_threads_is_only_warned_of()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 1);
        options.Into(folder["cut"]).Stop(after: 3);
        var listener = new Trainings.Counting();
        (options with { Threads = 2 }).Resume(folder["cut"], listener);
        Assert.That(listener.Warnings.Single(), Does.Contain("threads 1, not 2").And.Contain("may differ"));
    }

    [Test]
    public void A_new_training_does_not_run_into_the_folder_of_an_old_one()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 1).Into(folder["out"]);
        options.Run();
        Assert.That(() => options.Run(), Throws.TypeOf<TrainingException>().With.Message.Contains("--resume " + folder["out"]));
    }

    [Test]
    public void Two_trainings_at_once_do_not_share_a_folder()
    {
        var options = Trainings.Options("mnist-softmax", epochs: 1).Into(folder["out"]);
        Exception? second = null;
        options.Run(new Trainings.Counting(step =>
        {
            if (step == 1)
                second = Assert.Catch(() => (options with { ResumeFolder = folder["out"] }).Run());
        }));
        Assert.That(second, Is.TypeOf<TrainingException>().With.Message.Contains("in use"));
    }

    [Test]
    public void A_full_disk_ends_the_training_and_leaves_the_checkpoints_before_it()
    {
        if (!File.Exists("/dev/full"))
            Assert.Ignore("There is no /dev/full to stand for a full disk.");
        var options = Trainings.Options("mnist-softmax", epochs: 2) with { CheckpointEvery = Cadence.Steps(4) };
        var whole = options.Run();
        // The hidden name that the third checkpoint is first written under leads to a device that is always full.
        Directory.CreateDirectory(Path.Combine(folder["cut"], "checkpoints"));
        File.CreateSymbolicLink(Path.Combine(folder["cut"], "checkpoints", ".step-000000008.safetensors.partial"), "/dev/full");
        Assert.That(() => options.Into(folder["cut"]).Run(), Throws.TypeOf<TrainingException>()
            .With.Message.Contains("No space left").And.Message.Contains("the last good one is").And.Message.Contains("step-000000004.safetensors"));
        Assert.That(File.Exists("/dev/full"), Is.True);
        Assert.That(Checkpoints("cut").Select(Path.GetFileName), Is.EqualTo(new[] { "step-000000000.safetensors", "step-000000004.safetensors" }));
        Assert.That(options.Resume(folder["cut"]).Bits(), Is.EqualTo(whole.Bits()));
    }

    private string[] Checkpoints(string name) => [.. Directory.GetFiles(Path.Combine(folder[name], "checkpoints"), "step-*.safetensors").Order(StringComparer.Ordinal)];

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "cut off":
                bytes = bytes[..^100];
                break;
            case "one bit of a parameter":
                bytes[^5000] ^= 4;
                break;
            case "one bit of the metadata":
                bytes[200] ^= 1;
                break;
            case "empty":
                bytes = [];
                break;
            case "absurd header":
                bytes[7] = 0x7F;
                break;
        }
        File.WriteAllBytes(path, bytes);
    }

    // All columns up to the loss and score of the test part, then times.
    private string[] LogWithoutTimes(string name) =>
    [
        .. File.ReadAllLines(Path.Combine(folder[name], "log.csv")).Select(line => string.Join(',', line.Split(',')[..8])),
        .. File.ReadAllLines(Path.Combine(folder[name], "log.jsonl")).Where(line => line.Contains("\"curve\"", StringComparison.Ordinal)),
    ];
}
