namespace PerfSuite.Measurement;

/// <summary>Interleaved rounds: each visits every contender once, in an order drawn from the seed, one at work and the others stopped.</summary>
/// <remarks>
/// A value is the nanoseconds of one burst divided by its iterations. All contenders get the same number of iterations: as many as last
/// <see cref="RoundsPlan.Burst"/> with the fastest, unless the slowest would then need more than four bursts' time.
/// </remarks>
public sealed class Rounds
{
    private const int MaxIterations = 1_000_000_000;
    private const int SlowestBursts = 4;

    private readonly RoundsPlan plan;
    private readonly Func<GpuState>? gpu;
    private readonly Lane[] lanes;

    /// <summary>Asks nobody anything yet.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="contenders">With their sessions open; names differ.</param>
    /// <param name="gpu">Reads how the GPU runs that they work on, after every burst and before the next; null reads nothing.</param>
    /// <exception cref="ArgumentException">A number of the plan is out of its range, or two contenders have one name.</exception>
    public Rounds(RoundsPlan plan, IReadOnlyList<IContender> contenders, Func<GpuState>? gpu = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Rounds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.WarmUp);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(plan.Burst, TimeSpan.Zero);
        if (plan.Iterations is < 1 or > MaxIterations)
            throw new ArgumentOutOfRangeException(nameof(plan), plan.Iterations, $"Iterations are 1 to {MaxIterations}.");
        if (contenders.DistinctBy(contender => contender.Contender).Count() != contenders.Count)
            throw new ArgumentException("Two contenders have the same name.", nameof(contenders));
        (this.plan, this.gpu) = (plan, gpu);
        lanes = [.. contenders.Select(contender => new Lane(contender))];
    }

    /// <summary>Runs them. A contender that fails is left out from there on; what it does never throws from here. All are running again at the end.</summary>
    /// <param name="progress">Called after every burst, while nobody works.</param>
    /// <param name="cancellation">Takes effect between two bursts.</param>
    public RoundsOutcome Run(Action<RoundProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var lane in lanes)
            lane.Clear();
        var iterations = 0;
        var cancelled = false;
        try
        {
            foreach (var lane in lanes)
                lane.Stop();
            iterations = plan.Iterations ?? Calibrate(progress, cancellation);
            var order = new SplitMix64(unchecked((ulong)plan.Seed));
            Repeat(RoundStage.WarmUp, plan.WarmUp, iterations, order, progress, cancellation);
            Repeat(RoundStage.Measured, plan.Rounds, iterations, order, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            cancelled = true;
        }
        finally
        {
            foreach (var lane in lanes)
                lane.Continue();
        }
        return new RoundsOutcome(plan.Phase, iterations, [.. lanes.Select(lane => lane.Outcome())], cancelled);
    }

    private void Repeat(RoundStage stage, int rounds, int iterations, SplitMix64 order, Action<RoundProgress>? progress, CancellationToken cancellation)
    {
        var visits = lanes.ToArray();
        for (var round = 1; round <= rounds; round++)
        {
            order.Shuffle(visits);
            foreach (var lane in visits.Where(lane => lane.Failure is null))
            {
                cancellation.ThrowIfCancellationRequested();
                var value = lane.Burst(plan.Phase, iterations, gpu) is { } nanoseconds ? lane.PerIteration(nanoseconds, iterations) : null;
                progress?.Invoke(new RoundProgress(plan.Phase, stage, round, rounds, lane.Name, value));
            }
            // Only now: a round that was cancelled half-way has no pairs.
            foreach (var lane in lanes)
                lane.Keep(stage);
        }
    }

    private int Calibrate(Action<RoundProgress>? progress, CancellationToken cancellation)
    {
        foreach (var lane in lanes)
        {
            var (iterations, first) = (1, true);
            while (lane.Failure is null)
            {
                cancellation.ThrowIfCancellationRequested();
                var nanoseconds = lane.Burst(plan.Phase, iterations);
                if (nanoseconds is not null)
                    lane.Pace = Math.Max(nanoseconds.Value, 1) / (double)iterations;
                progress?.Invoke(new RoundProgress(plan.Phase, RoundStage.Calibration, 0, 0, lane.Name, nanoseconds is null ? null : lane.Pace));
                if (nanoseconds is null)
                    break;
                var share = nanoseconds.Value / Nanoseconds(plan.Burst);
                // The very first call loads and compiles: its time says nothing unless it is all there will ever be.
                var enough = share >= 0.5 && (!first || share >= SlowestBursts);
                if (enough || iterations == MaxIterations)
                    break;
                if (!first)
                    iterations = (int)Math.Min(MaxIterations, Math.Ceiling(iterations * Math.Clamp(1 / Math.Max(share, 1e-9), 2, 100)));
                first = false;
            }
        }
        var paces = lanes.Where(lane => lane.Failure is null).Select(lane => lane.Pace).ToArray();
        if (paces.Length == 0)
            return 0;
        var burst = Nanoseconds(plan.Burst);
        return (int)Math.Clamp(Math.Round(Math.Min(burst / paces.Min(), SlowestBursts * burst / paces.Max())), 1, MaxIterations);
    }

    private static double Nanoseconds(TimeSpan span) => span.TotalMilliseconds * 1e6;

    /// <summary>What one contender has brought so far.</summary>
    private sealed class Lane(IContender contender)
    {
        private readonly List<double> warmUp = [];
        private readonly List<double> values = [];
        private readonly List<GpuState> states = [];
        private double? pending;
        private GpuState? state;

        public string Name => contender.Contender;

        public string? Failure { get; private set; }

        /// <summary>Nanoseconds per iteration when last calibrated.</summary>
        public double Pace { get; set; }

        public void Clear()
        {
            warmUp.Clear();
            values.Clear();
            states.Clear();
            (Failure, Pace, pending, state) = (null, 0, null, null);
        }

        public void Stop() => Try(contender.Stop);

        public void Continue() => Try(contender.Continue);

        public long? Burst(string phase, int iterations, Func<GpuState>? gpu = null)
        {
            long? nanoseconds = null;
            Try(() =>
            {
                contender.Continue();
                nanoseconds = contender.Round(phase, iterations);
            });
            state = gpu?.Invoke();
            Stop();
            return Failure is null ? nanoseconds : null;
        }

        public double? PerIteration(long nanoseconds, int iterations)
        {
            if (nanoseconds > 0)
                return pending = nanoseconds / (double)iterations;
            Failure = $"{Name}: a burst of {iterations} iterations took {nanoseconds} ns, which no clock can tell from nothing";
            return null;
        }

        public void Keep(RoundStage stage)
        {
            if (pending is { } value && Failure is null)
            {
                (stage == RoundStage.WarmUp ? warmUp : values).Add(value);
                if (state is not null && stage == RoundStage.Measured)
                    states.Add(state);
            }
            (pending, state) = (null, null);
        }

        public ContenderRounds Outcome() => new(Name, [.. warmUp], [.. values], Failure) { Gpu = [.. states] };

        private void Try(Action action)
        {
            try
            {
                action();
            }
            catch (WorkerException fault)
            {
                Failure ??= fault.Message;
            }
        }
    }
}
