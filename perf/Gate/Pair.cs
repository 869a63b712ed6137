using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>A fresh process of each side, both on one processor if it is given: whoever else slows it slows both.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Side baseSide;
    private readonly Side headSide;
    private readonly WorkerLimits limits;
    private readonly int? processor;

    /// <exception cref="WorkerException">A side does not start or does not answer.</exception>
    public Pair(Side baseSide, Side headSide, WorkerLimits limits, int? processor = null)
    {
        (this.baseSide, this.headSide, this.limits, this.processor) = (baseSide, headSide, limits, processor);
        (Base, Head) = Start();
    }

    /// <summary>The side compared with.</summary>
    public Half Base { get; private set; }

    /// <summary>The changed side.</summary>
    public Half Head { get; private set; }

    /// <summary>Replaces processes of which one has fallen.</summary>
    public void Revive()
    {
        if (Base.Worker.IsUsable && Head.Worker.IsUsable)
            return;
        Dispose();
        (Base, Head) = Start();
    }

    /// <summary>Ends both.</summary>
    public void Dispose()
    {
        foreach (var half in (Half[])[Base, Head])
        {
            half.Worker.Continue();
            half.Worker.Dispose();
        }
    }

    // Both load libtorch at once, before either is asked anything.
    private (Half, Half) Start()
    {
        Worker? one = null, other = null;
        try
        {
            one = Worker.Start(baseSide.Command with { Processor = processor }, limits);
            other = Worker.Start(headSide.Command with { Processor = processor }, limits);
            return (new Half(one, one.Hello()), new Half(other, other.Hello()));
        }
        catch
        {
            one?.Dispose();
            other?.Dispose();
            throw;
        }
    }

    /// <summary>One side's process and what it says of itself.</summary>
    internal sealed record Half(Worker Worker, WorkerHello Hello);
}
