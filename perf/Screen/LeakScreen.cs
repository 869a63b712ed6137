using System.Globalization;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Leaks;

namespace PerfSuite.Screen;

/// <summary>What <c>leaks</c> shows: what stays alive and where it was made, what was held before and after many steps, and what it comes to.</summary>
internal sealed class LeakScreen(Display display)
{
    public void Show(LeakReport report, int steps, IReadOnlyList<Holding> holdings, IReadOnlyList<Growth> growths)
    {
        foreach (var line in report.Describe(Workplace.Show))
            Write(line, report.IsClean);
        display.Line();
        display.Muted($"{Figures.Count(steps)} steps, {holdings.Count} readings");
        display.Muted($"  {"",-12}{"before",14}{"after",14}");
        foreach (var growth in growths)
        {
            var line = $"  {growth.What,-12}{Amount(growth, growth.Before),14}{Amount(growth, growth.After),14}";
            Write(growth.What == "memory" && growth.Before > 0 ? line + Invariant($"  {100.0 * (growth.After - growth.Before) / growth.Before:+0.00;-0.00;0.00} %") : line, !growth.Grew);
        }
        display.Line();
        if (report.IsClean && !growths.Any(growth => growth.Grew))
            display.Line("Nothing grew.");
        else
            display.Warning($"Grown: {string.Join(", ", (report.IsClean ? [] : new[] { "tensors a step leaves alive" }).Concat(growths.Where(growth => growth.Grew).Select(growth => growth.What)))}.");
        if (report.IsClean && growths.Any(growth => growth is { What: "tensors", Grew: true }))
            display.Line($"None of the {report.Steps} steps looked at left one: look at more of them with --looked-at N.");
    }

    private void Write(string line, bool fine)
    {
        if (fine)
            display.Line(line);
        else
            display.Warning(line);
    }

    private static string Amount(Growth growth, long amount) => growth.What == "memory" ? Invariant($"{amount / 1048576.0:0.0} MiB") : Figures.Count(amount);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
