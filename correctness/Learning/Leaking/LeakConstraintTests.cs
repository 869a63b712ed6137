using NUnit.Framework;
using PerfSuite.Constraints;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary><see cref="Leaks.Nothing"/> as a user writes it.</summary>
public sealed class LeakConstraintTests
{
    /// <summary>The heavy ones have their turn in <see cref="Program.LeaksVerbTests.Ten_thousand_steps_grow_nothing"/>.</summary>
    [TestCase("mnist-softmax")]
    [TestCase("mnist-cnn")]
    [TestCase("overhead")]
    [TestCase("peak")]
    public void No_phase_of_a_workload_leaves_a_tensor_kept_or_forgotten(string name)
    {
        var workload = Workload.Find(name);
        using var session = workload.Open(new SessionOptions(Batch: 2));
        foreach (var phase in workload.Phases.Where(phase => phase is not (Phase.Data or Phase.Epoch)))
        {
            session.Prepare(phase);
            Assert.That(() => session.Run(phase, 1), Leaks.Nothing.Over(2).WarmedUp(1), PhaseName.Of(phase));
        }
    }

    [Test]
    public void A_whole_training_with_checkpoints_and_validations_leaves_nothing([Values(0, 2)] int workers)
    {
        using var folder = new Folder();
        var number = 0;
        var options = Trainings.Options("mnist-softmax", epochs: 2, ("schedule", "cosine")) with { Optimizer = "adam", CheckpointEvery = PerfSuite.Learning.Training.Cadence.Steps(4), Workers = workers };
        Assert.That(() => options.Into(folder[$"{number++}"]).Run(), Leaks.Nothing.Over(2).WarmedUp(1));
    }

    [Test]
    public void A_failure_tells_how_many_a_step_and_where()
    {
        using var planted = new Planted();
        var message = Assert.Throws<AssertionException>(() => Holds(() => planted.AnIntermediate()))!.Message;
        Assert.That(message, Does.Contain("Expected: no tensor left alive by a step"));
        Assert.That(message, Does.Contain("tensors stay alive: 1 a step"));
        Assert.That(message, Does.Contain("1 a step, Float32 [2,3], forgotten: freed by a garbage collection only"));
        if (TorchRuntime.Current.RecordTensors() is { } record)
        {
            record.Dispose();
            Assert.That(message, Does.Match($@"at Planted\.AnIntermediate in \S*{Planted.File}:line {planted.Line}"));
            Assert.That(message, Does.Contain($"at {nameof(LeakConstraintTests)}.{nameof(A_failure_tells_how_many_a_step_and_where)} in").And.Not.Contain("LeakConstraint.cs"));
        }
        else
            Assert.That(message, Does.Contain("does not tell where"));
    }

    [Test]
    public void A_tensor_that_is_the_result_is_the_callers_and_no_leak()
    {
        using var input = ones(3L);
        Assert.That(() => input.add(1), Leaks.Nothing);
        Assert.That(() => Fails(() => (input + 1).add(1)), Throws.Nothing);
    }

    [Test]
    public async Task A_task_is_waited_for()
    {
        using var planted = new Planted();
        var ended = 0;
        async Task Sound()
        {
            await Task.Delay(1);
            using var made = zeros(2L);
            ended++;
        }

        await Assert.ThatAsync(Sound, Leaks.Nothing.Over(2).WarmedUp(1));
        Assert.That(ended, Is.EqualTo(3));
        Assert.That(Leaks.Nothing.ApplyTo<Func<Task>>(planted.AfterAnAwait).IsSuccess, Is.False);
        Assert.That(Leaks.Nothing.ApplyTo(() => planted.AfterAnAwait()).IsSuccess, Is.False);
    }

    [Test]
    public void A_task_that_would_continue_on_the_waiting_thread_is_waited_for()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Never());
        try
        {
            Assert.That(Leaks.Nothing.ApplyTo<Func<Task>>(async () => await Task.Delay(1)).IsSuccess, Is.True);
            Assert.That(SynchronizationContext.Current, Is.TypeOf<Never>());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Test]
    public void What_cannot_be_run_is_refused_with_how_to_write_it() =>
        Assert.That(() => Leaks.Nothing.ApplyTo(7), Throws.ArgumentException.With.Message.Contains("Assert.That(() => step.Run(), Leaks.Nothing)"));

    [Test]
    public void What_the_code_throws_comes_out() =>
        Assert.That(() => Leaks.Nothing.ApplyTo<Action>(() => throw new InvalidDataException("torn")), Throws.TypeOf<InvalidDataException>());

    /// <summary>A thread that is busy and comes to nothing it is asked for.</summary>
    private sealed class Never : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private static void Holds(Action code) => Judge(Leaks.Nothing.ApplyTo(code));

    private static void Fails(Func<Tensor> code) => Assert.That(Leaks.Nothing.ApplyTo(code).IsSuccess, Is.False);

    // As Assert.That would, without making this very test fail.
    private static void Judge(NUnit.Framework.Constraints.ConstraintResult result)
    {
        using var writer = new NUnit.Framework.Internal.TextMessageWriter();
        result.WriteMessageTo(writer);
        if (!result.IsSuccess)
            throw new AssertionException(writer.ToString());
    }
}
