using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Results of a run that never was.</summary>
internal static class Made
{
    public static Case Step { get; } = new("overhead", "mnist-cnn", "matched", "step", 32, "cpu", 1);

    public static Row Row(double median, double spread = 0.005) => new()
    {
        Case = Step,
        Contender = "csharp-system",
        Iterations = 10,
        Rounds = [median],
        Median = median,
        Low = median * (1 - spread),
        High = median * (1 + spread),
        Level = 0.96875,
        Status = RowStatus.Measured,
    };

    public static WorkerCounters Counters(params (string Name, double Count, double Nanoseconds)[] operations) => new(
        48, operations.ToDictionary(one => one.Name, one => one.Count), 2, 0, 9, operations.ToDictionary(one => one.Name, one => one.Nanoseconds));

    public static Results Results(params Row[] rows) => new()
    {
        Commit = "1111111111111111111111111111111111111111",
        Taken = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Machine = new Machine("A CPU", 2, "An OS", "6.1", "x64", ".NET 10.0.0", 1L << 33, 0.25, true),
        Contenders = [Entry("csharp-system", "C# PerfSuite binding"), Entry("cpp", "C++")],
        Rows = rows,
    };

    public static Results Results(Row row, WorkerCounters counters) => Results(row) with { Counters = [new CounterRow(row.Case, row.Contender, 10, counters)] };

    private static ContenderEntry Entry(string name, string title) =>
        new(name, title, "any 1", new Dictionary<string, string>(), "1.13.1", "openblas", "AVX2");
}
