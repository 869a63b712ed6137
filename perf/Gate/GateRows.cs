using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>What the gate times and counts: each kind of cost once, at a batch that leaves ten rounds room in a few minutes on two cores.</summary>
internal static class GateRows
{
    /// <summary>The <see cref="Case.Study"/> of all of them.</summary>
    public const string Study = "gate";

    /// <summary>A call into libtorch, a whole tiny step, predictions one by one, steps that compute.</summary>
    public static IReadOnlyList<Case> All => [.. known, .. Workload.Own.SelectMany(own => Of(own.Name))];

    /// <summary>Samples in a step of a network of the user's own: small enough for ten rounds of most, enough for batch normalisation.</summary>
    public const int OwnBatch = 8;

    /// <summary>The rows of a network of the user's own.</summary>
    public static IReadOnlyList<Case> Of(string own) => [Of(own, "infer"), Of(own, "step", OwnBatch)];

    private static readonly IReadOnlyList<Case> known =
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
    public static IReadOnlyList<Case> Only(string? words) => Only(words, All);

    /// <summary>The same of other rows.</summary>
    /// <exception cref="Fault">There is none.</exception>
    public static IReadOnlyList<Case> Only(string? words, IReadOnlyList<Case> rows)
    {
        var asked = (words ?? "").Replace('×', 'x').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Case[] kept = [.. rows.Where(row => asked.All(word => Name(row).Replace('×', 'x').Contains(word, StringComparison.OrdinalIgnoreCase)))];
        return kept.Length > 0 ? kept : throw Fault.Usage($"--only: no row of the gate has '{words}'. There are: {string.Join("; ", rows.Select(Name))}.");
    }

    /// <summary>The session both sides open for a row.</summary>
    public static OpenRequest Request(Case row, long seed) => new(row.Workload, row.Batch, seed, row.Threads, row.Variant, row.Device);
}
