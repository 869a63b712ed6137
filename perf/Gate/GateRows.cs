using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>What the gate times and counts: each kind of cost once, at a batch that leaves ten rounds room in a few minutes on two cores.</summary>
internal static class GateRows
{
    /// <summary>The <see cref="Case.Study"/> of all of them.</summary>
    public const string Study = "gate";

    /// <summary>A call into libtorch, a whole tiny step, predictions one by one, steps that compute.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        Of("overhead", "add"), Of("overhead", "add-grad"), Of("overhead", "item"), Of("overhead", "step"),
        Of("mnist-softmax", "infer"), Of("mnist-softmax", "step", 100),
        Of("mnist-cnn", "infer"), Of("mnist-cnn", "step", 16),
        Of("convae", "infer"), Of("convae", "step", 2),
        Of("deeppose", "infer"),
        Of("resnet18", "infer"), Of("resnet18", "step", 2),
    ];

    private static Case Of(string workload, string phase, int batch = 1) => new(Study, workload, Variant.Matched, phase, batch, "cpu", 1);

    /// <summary>As tables and <c>--only</c> have it.</summary>
    public static string Name(Case row) => $"{row.Workload} {row.Phase} ×{row.Batch}";

    /// <summary>Those whose name has all the words.</summary>
    /// <exception cref="Fault">There is none.</exception>
    public static IReadOnlyList<Case> Only(string? words)
    {
        var asked = (words ?? "").Replace('×', 'x').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Case[] kept = [.. All.Where(row => asked.All(word => Name(row).Replace('×', 'x').Contains(word, StringComparison.OrdinalIgnoreCase)))];
        return kept.Length > 0 ? kept : throw Fault.Usage($"--only: no row of the gate has '{words}'. There are: {string.Join("; ", All.Select(Name))}.");
    }

    /// <summary>The session both sides open for a row.</summary>
    public static OpenRequest Request(Case row, long seed) => new(row.Workload, row.Batch, seed, row.Threads, row.Variant, row.Device);
}
