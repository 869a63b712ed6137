using System.Diagnostics;
using NUnit.Framework.Constraints;
using PerfSuite.Learning.Leaks;

namespace PerfSuite.Constraints;

/// <summary>Runs a piece of code as <see cref="LeakSearch"/> does, and is met where no tensor stays alive.</summary>
[StackTraceHidden]
public sealed class LeakConstraint : Constraint
{
    private int steps = LeakSearch.Steps;
    private int warmUp = LeakSearch.WarmUp;

    /// <inheritdoc/>
    public override string Description => "no tensor left alive by a step";

    /// <summary>How many runs are looked at.</summary>
    public LeakConstraint Over(int steps)
    {
        this.steps = steps;
        return this;
    }

    /// <summary>How many runs come before, to make what is made once and kept.</summary>
    public LeakConstraint WarmedUp(int warmUp)
    {
        this.warmUp = warmUp;
        return this;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">It is nothing that can be run.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) => actual switch
    {
        Action code => Judge(code),
        Func<Task> code => Judge(() => code().GetAwaiter().GetResult()),
        _ => throw new ArgumentException($"Leaks are of code that can be run: Assert.That(() => step.Run(), Leaks.Nothing), not of {actual?.GetType().Name ?? "null"}.", nameof(actual)),
    };

    /// <inheritdoc/>
    public override ConstraintResult ApplyTo<TActual>(Func<TActual> function) => Judge(() => End(function()));

    /// <inheritdoc/>
    public override Task<ConstraintResult> ApplyToAsync<TActual>(Func<Task<TActual>> taskDel) =>
        Task.FromResult<ConstraintResult>(Judge(() => End(taskDel().GetAwaiter().GetResult())));

    private static void End(object? result)
    {
        // A task is waited for; it is disposable too, and needs no disposing.
        if (result is Task task)
            task.GetAwaiter().GetResult();
        else
            (result as IDisposable)?.Dispose();
    }

    private Result Judge(Action step)
    {
        // A context that continues tasks on this very thread, as a user interface's does, would wait for the one who waits for them.
        var context = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(null);
            return new(this, LeakSearch.Run(step, steps, warmUp));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed class Result(LeakConstraint constraint, LeakReport report) : ConstraintResult(constraint, report, report.IsClean)
    {
        public override void WriteActualValueTo(MessageWriter writer) => writer.Write(string.Join(Environment.NewLine, report.Describe()));
    }
}
