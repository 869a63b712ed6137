using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

/// <summary>Rounds beside C++ as `prove record --ratios` writes them, of one row, with noise of half a per cent.</summary>
internal static class BesideCpp
{
    public static Case Row { get; } = new("gate", "overhead", "matched", "add", 1, "cpu", 1);

    public static RatioFooting Footing { get; } = new("csharp-system", "libopenblas.so", "AVX2");

    public static GateRecording Rounds(double ratio, int count) => Rounds(_ => ratio, count);

    /// <param name="ratio">Of each round, from 0.</param>
    /// <param name="count">How many.</param>
    public static GateRecording Rounds(Func<int, double> ratio, int count)
    {
        var noise = new Random(5);
        return new GateRecording
        {
            Taken = DateTimeOffset.UnixEpoch,
            Fingerprint = "a machine",
            Base = new GateSide("cpp", null, null, "cpp", null),
            Head = new GateSide(".", new string('a', 40), new string('1', 64), new string('2', 64), null),
            Footing = Footing,
            Rows = [Row],
            Rounds = [.. Enumerable.Range(0, count).Select(round => (IReadOnlyList<GatePair>)[new GatePair(1000, 1000 * ratio(round) * (0.995 + (0.01 * noise.NextDouble())))])],
        };
    }
}
