using System.Globalization;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

/// <summary>Contrast, as WCAG 2.2 defines it: 4.5 for letters, 3 for marks.</summary>
public sealed class ReportStyleTests
{
    private static readonly string[] letters = ["ink", "muted", "accent", "good", "bad", "warn"];

    [Test]
    public void Letters_can_be_read_by_day_and_by_night([Values] bool night)
    {
        var colours = night ? ReportStyle.Dark : ReportStyle.Light;
        foreach (var letter in letters)
            foreach (var below in new[] { "paper", "panel" })
                Assert.That(Contrast(colours[letter], colours[below]), Is.GreaterThanOrEqualTo(4.5), $"{letter} on {below}");
    }

    [Test]
    public void Marks_can_be_seen_by_day_and_by_night([Values] bool night)
    {
        var colours = night ? ReportStyle.Dark : ReportStyle.Light;
        for (var hue = 0; hue < ReportStyle.Hues; hue++)
            Assert.That(Contrast(colours[$"s{hue}"], colours["paper"]), Is.GreaterThanOrEqualTo(3), $"s{hue}");
    }

    [Test]
    public void Every_colour_has_its_night() => Assert.That(ReportStyle.Dark.Keys, Is.EqualTo(ReportStyle.Light.Keys));

    [Test]
    public void Every_colour_that_is_used_is_there()
    {
        var used = System.Text.RegularExpressions.Regex.Matches(ReportStyle.Sheet, @"var\(--([a-z0-9]+)\)").Select(match => match.Groups[1].Value).Distinct();
        Assert.That(used, Is.EquivalentTo(ReportStyle.Light.Keys));
    }

    [Test]
    public void A_page_is_light_unless_it_is_night_and_light_on_paper()
    {
        string Colours(IReadOnlyDictionary<string, string> all) => string.Join(';', all.Select(colour => $"--{colour.Key}:{colour.Value}"));
        Assert.That(
            ReportStyle.Sheet,
            Does.StartWith(":root{color-scheme:light dark;" + Colours(ReportStyle.Light) + "}\n@media (prefers-color-scheme:dark){:root{" + Colours(ReportStyle.Dark) + "}}\n@media print{:root{color-scheme:light;"
                + Colours(ReportStyle.Light) + "}}\n.s0{color:var(--s0)}\n.s1{color:var(--s1)}\n"));
        Assert.That(ReportStyle.Light.Values.Concat(ReportStyle.Dark.Values), Has.All.Match("^#[0-9a-f]{6}$"));
    }

    [TestCase("#ffffff", "#000000", 21)]
    [TestCase("#777777", "#ffffff", 4.48)]
    public void The_formula_is_that_of_the_standard(string one, string other, double expected) => Assert.That(Contrast(one, other), Is.EqualTo(expected).Within(0.005));

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var share = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }
}
