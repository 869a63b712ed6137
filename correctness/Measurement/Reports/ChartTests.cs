using System.Globalization;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

public sealed class ChartTests
{
    private static readonly IReadOnlyDictionary<string, Series> everybody = Series.Of(["cpp", "csharp-system", "python", "stranger"], ["cpp", "csharp-system", "python"], name => name);
    private static readonly Axis batch = new("samples in a batch", value => value.ToString("0", CultureInfo.InvariantCulture), Logarithmic: true);
    private static readonly Axis time = new("time per call", value => value.ToString("G3", CultureInfo.InvariantCulture), Logarithmic: true);
    private static readonly Axis loss = new("loss", value => value.ToString("G3", CultureInfo.InvariantCulture));

    private static IEnumerable<TestCaseData> Values()
    {
        yield return Named("none");
        yield return Named("one", 1);
        yield return Named("alike", 5, 5, 5);
        yield return Named("usual", 0.98, 1.02, 1.4, 2.2);
        yield return Named("huge", 1e300, 1.7e308, 2);
        yield return Named("tiny", 5e-324, 1e-300, 1);
        yield return Named("both", 5e-324, 1.7e308);
        yield return Named("no numbers", double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3);
        yield return Named("zero and below", 0, -1, 2);

        static TestCaseData Named(string name, params double[] values) => new TestCaseData(values).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Values))]
    public void Every_chart_of_whatever_values_is_whole_and_says_what_it_shows(double[] values)
    {
        var points = values.Select((value, place) => new LinePoint(place + 1, value, value * 0.9, value * 1.1, 7)).ToList();
        var rows = values.Select((value, place) => new RatioRow($"row {place}", [new RatioMark(everybody["python"], value, value / 1.1, value * 1.1, [value, value], "C++"), new RatioMark(everybody["cpp"], value, null, null, [], "C++")])).ToList();
        Figure[] figures =
        [
            LinePlot.Of("lines", "n = 7 rounds", batch, time, [new Line(everybody["cpp"], points)]),
            LinePlot.Of("lines, linear", "n = 7 rounds", batch, loss, [new Line(everybody["cpp"], points), new Line(everybody["python"], [])]),
            RatioPlot.Forest("forest", "n = 2 rounds", rows),
            RatioPlot.Rounds("rounds", "n = 2 rounds", [.. rows.Where(row => row.Marks.All(mark => mark.Median > 0))]),
            StackedBars.Of("bars", "time", "n = 2 rounds", ["a", "b", "c"], [.. values.Select(value => new StackedBar(everybody["cpp"], [value, null, 1]))], value => value.ToString("G3", CultureInfo.InvariantCulture)),
        ];
        foreach (var figure in figures)
        {
            var part = PageCheck.Element(page => figure.Write(page, "f1"));
            PageCheck.Holds(part.Element("figure")!);
            Assert.That(part.Element("figure")!.Element("svg")!.ToString(), Does.Not.Contain("NaN").And.Not.Contain("Infinity"));
        }
    }

    [TestCase(false, 0.0, 10.0, 5, new[] { 0.0, 2, 4, 6, 8, 10 })]
    [TestCase(false, -1.0, 1.0, 4, new[] { -1, -0.5, 0, 0.5, 1 })]
    [TestCase(true, 0.9, 1.3, 5, new[] { 0.9, 1, 1.1, 1.2, 1.3 })]
    [TestCase(true, 1e3, 1e9, 5, new[] { 1e4, 1e6, 1e8 })]
    public void Ticks_are_round_and_within(bool logarithmic, double low, double high, int about, double[] expected) =>
        Assert.That(Scale.Of([low, high], 0, 100, logarithmic).Ticks(about), Is.EqualTo(expected).Within(1e-9));

    [TestCase(0.00994, "9.9e-3")]
    [TestCase(0.00995, "0.01")]
    [TestCase(9.994, "9.99")]
    [TestCase(9.995, "10.0")]
    [TestCase(99.94, "99.9")]
    [TestCase(99.95, "100")]
    [TestCase(999_999, "999999")]
    [TestCase(1_000_000, "1.0e6")]
    [TestCase(double.NaN, "–")]
    [TestCase(null, "–")]
    public void A_ratio_has_three_digits_or_so(double? ratio, string expected) => Assert.That(RatioPlot.Number(ratio), Is.EqualTo(expected));

    [TestCase(false, 0.5)]
    [TestCase(true, 1)]
    public void Without_values_a_scale_is_around_1(bool logarithmic, double middle)
    {
        var scale = Scale.Of([double.NaN], 0, 100, logarithmic);
        Assert.That(scale.Place(middle), Is.EqualTo(50).Within(1e-9));
        Assert.That((scale.Has(1), scale.Ticks().Count > 1), Is.EqualTo((true, true)));
    }

    [TestCase(-100, -99.9)]
    [TestCase(99.9, 100)]
    [TestCase(0, 0)]
    public void On_a_linear_scale_a_tenth_of_the_largest_is_room_enough(double low, double high)
    {
        var scale = Scale.Of([low, high], 0, 100);
        var least = low == 0 && high == 0 ? 1 : Math.Max(Math.Abs(low), Math.Abs(high)) / 10;
        // Both ends a tenth further out, and 4 % of that more.
        Assert.That(scale.Place(low), Is.EqualTo(100 * (least + (0.04 * (high - low + (2 * least)))) / (1.08 * (high - low + (2 * least)))).Within(1e-9));
    }

    [Test]
    public void A_family_of_the_longer_name_has_its_own_marks_and_more_families_than_colours_begin_again_filled_otherwise()
    {
        var given = Series.Of(["a-b-c", "a-x", "ab", .. Enumerable.Range(0, 9).Select(i => $"n{i}")], ["a", "a-b"], name => name.ToUpperInvariant());
        Assert.Multiple(() =>
        {
            Assert.That((given["a-b-c"].Hue, given["a-x"].Hue, given["ab"].Hue, given["ab"].Title), Is.EqualTo((1, 0, 2, "AB")));
            Assert.That((given["n5"].Hue, given["n5"].Way, given["n5"].Class, given["n5"].Marker), Is.EqualTo((8, 1, "s0", Marker.Circle)));
            Assert.That((given["n4"].Hue, given["n4"].Way), Is.EqualTo((7, 0)));
        });
    }

    [Test]
    public void Equal_ratios_have_equal_lengths_on_a_logarithmic_scale()
    {
        var scale = Scale.Of([1, 100], 0, 100, logarithmic: true);
        Assert.That(scale.Place(10), Is.EqualTo(50).Within(1e-9));
        Assert.That(scale.Place(100) - scale.Place(10), Is.EqualTo(scale.Place(10) - scale.Place(1)).Within(1e-9));
        Assert.That((scale.Has(50), scale.Has(1000), scale.Has(-1), scale.Place(double.NaN)), Is.EqualTo((true, false, false, 0.0)));
    }

    [Test]
    public void What_hardly_differs_is_not_blown_up()
    {
        var scale = Scale.Of([1.0, 1.001], 0, 100, logarithmic: true);
        Assert.That(scale.Place(1.001) - scale.Place(1), Is.LessThan(1));
    }

    [Test]
    public void An_outlier_stands_at_the_edge_with_its_number()
    {
        var figure = RatioPlot.Forest("t", "n = 1 round", [new RatioRow("shape", [new RatioMark(everybody["python"], 586, 300, 900, [586], "C++")]), new RatioRow("step", [new RatioMark(everybody["python"], 1.1, 1.05, 1.15, [1.1], "C++")])]);
        var part = PageCheck.Element(page => figure.Write(page, "f"));
        PageCheck.Holds(part.Element("figure")!);
        Assert.That(part.Element("figure")!.Element("svg")!.Elements("text").Select(text => text.Value), Has.Some.EqualTo("586 300–900"));
    }

    [Test]
    public void Contenders_keep_colour_and_shape_and_ways_of_one_differ_in_filling()
    {
        string[] families = ["cpp", "csharp-system", "python"];
        var few = Series.Of(["python", "stranger", "cpp"], families, name => name);
        var many = Series.Of(["cpp-module", "cpp-script", "python-module", "another", "stranger"], families, name => name);
        Assert.Multiple(() =>
        {
            Assert.That((few["cpp"].Class, few["cpp"].Marker), Is.EqualTo((many["cpp-script"].Class, many["cpp-script"].Marker)));
            Assert.That((few["python"].Class, few["python"].Marker), Is.EqualTo((many["python-module"].Class, Marker.Triangle)));
            Assert.That((many["cpp-module"].Way, many["cpp-script"].Way), Is.EqualTo((0, 1)));
            Assert.That((few["stranger"].Hue, many["another"].Hue, many["stranger"].Hue), Is.EqualTo((3, 3, 4)));
        });
    }

    [Test]
    public void A_stranger_s_label_is_only_a_label()
    {
        const string Hostile = "\"/><script>x</script>";
        var series = new Series("x", Hostile, 0);
        Figure[] figures =
        [
            RatioPlot.Forest(Hostile, Hostile + "1", [new RatioRow(Hostile, [new RatioMark(series, 1, 1, 1, [1], Hostile)])]),
            LinePlot.Of(Hostile, Hostile + "1", batch with { Title = Hostile }, time, [new Line(series, [new LinePoint(1, 1)])]),
            StackedBars.Of(Hostile, Hostile, Hostile + "1", [Hostile], [new StackedBar(series, [1])], _ => Hostile),
        ];
        foreach (var figure in figures)
        {
            var part = PageCheck.Element(page => figure.Write(page, "f"));
            PageCheck.Holds(part.Element("figure")!);
            Assert.That(part.Descendants("script"), Is.Empty);
            Assert.That(part.Value, Does.Contain(Hostile));
        }
    }
}
