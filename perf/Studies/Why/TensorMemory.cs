using System.Globalization;
using PerfSuite.Contenders;

namespace PerfSuite.Studies.Why;

/// <summary>Most bytes of tensors at once within one step or prediction, as libtorch's own allocator counts them: no noise is in them.</summary>
/// <param name="Of">By language; absent where nobody counted.</param>
internal sealed record TensorMemory(string Label, IReadOnlyDictionary<string, double> Of)
{
    /// <summary>Of everything that was counted.</summary>
    public static IReadOnlyList<TensorMemory> All(Evidence evidence) =>
    [
        .. (from section in evidence.Plan.Sections
            where !section.IsRepetition
            from item in section.Items
            where item.Counted > 0
            from way in evidence.Ways
            let of = Held(evidence, section, item, way)
            where of.Count > 0
            select new TensorMemory($"{Throughput.TitleOf(section)} {item.Phase}, batch {section.Batch}{(way.Length > 0 ? ", " + way : "")}", of)).DistinctBy(one => one.Label),
    ];

    /// <summary>In words, what C# holds against C++ in all of them; empty where they were not counted.</summary>
    public static string Said(IReadOnlyList<TensorMemory> all)
    {
        var compared = all.Where(one => one.Of.TryGetValue(Contender.Cpp, out var bytes) && bytes > 0 && one.Of.ContainsKey(Contender.CSharp))
            .Select(one => (one.Label, Ratio: one.Of[Contender.CSharp] / one.Of[Contender.Cpp])).OrderBy(one => one.Ratio).ToList();
        return compared.Count == 0 ? ""
            : compared.TrueForAll(one => one.Ratio == 1) ? "C#'s tensors take the very memory that C++'s take."
            : string.Create(CultureInfo.InvariantCulture, $"C#'s tensors take from {compared[0].Ratio:0.000} ({compared[0].Label}) to {compared[^1].Ratio:0.000} ({compared[^1].Label}) of the memory of C++'s.");
    }

    private static Dictionary<string, double> Held(Evidence evidence, Section section, Item item, string way)
    {
        var held = new Dictionary<string, double>();
        foreach (var language in Evidence.Languages)
            if (evidence.PeakBytes(section.CaseOf(item), Evidence.NameOf(language, way)) is { } bytes)
                held[language] = bytes;
        return held;
    }
}
