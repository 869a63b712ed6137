namespace PerfSuite.Measurement;

/// <summary>Something whose time on two sides is compared.</summary>
/// <param name="Case">What is timed.</param>
/// <param name="Effect">The least loss that matters, from <see cref="GateRules.EffectOf"/>: 0.03 is 3 %.</param>
public sealed record GateRow(Case Case, double Effect)
{
    /// <summary>Too noisy to judge: shown, and never a reason to fail.</summary>
    public bool OnlyInforms => Effect > GateRules.MostEffect;
}

/// <summary>What one round brought for one row.</summary>
/// <param name="Base">Nanoseconds per iteration on the side compared with, the median within its process.</param>
/// <param name="Head">The same on the changed side.</param>
public readonly record struct GatePair(double Base, double Head)
{
    /// <summary>ln(head / base): above 0 is slower.</summary>
    public double Difference => Math.Log(Head / Base);
}

/// <summary>Where a gate's rounds come from: processes, or a recording of them.</summary>
public interface IGateRounds
{
    /// <summary>
    /// Plays one more round, a fresh process on each side. Every row asked for is answered, by both values or by why there are none;
    /// a row that failed once is not asked for again.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; the round counts for nothing.</exception>
    IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation);
}

/// <summary>Both values, or why there are none.</summary>
/// <param name="Pair">Null where a side failed.</param>
/// <param name="Failure">One line: which side, and its last words; null where both measured.</param>
public sealed record GateValue(GatePair? Pair, string? Failure);
