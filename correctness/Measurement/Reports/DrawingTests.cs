using System.Globalization;
using System.Xml.Linq;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

/// <summary>What is drawn, shape by shape; places worked out by hand from the ends of each scale.</summary>
public sealed class DrawingTests
{
    private static readonly Series cpp = new("cpp", "C++", 0);
    private static readonly Series python = new("python", "Python", 2, 1);

    [Test]
    public void Lines_have_a_mark_at_every_point_and_a_whisker_where_there_is_an_interval()
    {
        var across = new Axis("epoch", Plain);
        var up = new Axis("loss", Plain);
        // From 0 to 10 both ways, 4 % more at either end: 10.8 on 338 by 188 units.
        var figure = LinePlot.Of("t", "n = 1 run", across, up, [new Line(cpp, [new LinePoint(0, 0), new LinePoint(5, 10, 5, 10, 3), new LinePoint(10, double.NaN)]), new Line(python, [new LinePoint(10, 5, 5, null)])]);
        Assert.That(Drawn(figure), Is.EqualTo("""
            text.soft 'loss' x=0 y=12
            path.grid M54 207.04H392
            text.soft '0' x=48 y=211.04 text-anchor=end
            path.grid M54 172.22H392
            text.soft '2' x=48 y=176.22 text-anchor=end
            path.grid M54 137.41H392
            text.soft '4' x=48 y=141.41 text-anchor=end
            path.grid M54 102.59H392
            text.soft '6' x=48 y=106.59 text-anchor=end
            path.grid M54 67.78H392
            text.soft '8' x=48 y=71.78 text-anchor=end
            path.grid M54 32.96H392
            text.soft '10' x=48 y=36.96 text-anchor=end
            path.grid M66.52 26V214
            text.soft '0' x=66.52 y=230 text-anchor=middle
            path.grid M223 26V214
            text.soft '5' x=223 y=230 text-anchor=middle
            path.grid M379.48 26V214
            text.soft '10' x=379.48 y=230 text-anchor=middle
            text.soft 'epoch' x=392 y=247 text-anchor=end
            path.line.s0 M66.52 207.04L223 32.96
            path.mark.s0 M62.52 207.04a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z
            path.whisker.s0 M223 120V32.96
            path.mark.s0 M219 32.96a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z
            path.mark.s2.hollow M379.48 115.2L384.08 123.6L374.88 123.6z
            """));
        Assert.That(Table(figure), Is.EqualTo("""
            epoch | who | n | loss | low | high
            0 | C++ | 1 | 0 | – | –
            5 | C++ | 3 | 10 | 5 | 10
            10 | C++ | 1 | – | – | –
            10 | Python | 1 | 5 | 5 | –
            """));
    }

    [Test]
    public void Logarithmic_lines_leave_out_what_is_not_above_0()
    {
        var axis = new Axis("samples", Plain, Logarithmic: true);
        // From 1 to 100 both ways: 2 decades and 4 % more at either end.
        var figure = LinePlot.Of("t", "n = 1 run", axis, axis with { Title = "time" }, [new Line(cpp, [new LinePoint(1, 1, 0, 10), new LinePoint(100, 100, 10, 100), new LinePoint(0, 10), new LinePoint(10, -1)])]);
        Assert.That(Drawn(figure), Is.EqualTo("""
            text.soft 'time' x=0 y=12
            path.grid M54 207.04H392
            text.soft '1' x=48 y=211.04 text-anchor=end
            path.grid M54 180.84H392
            text.soft '2' x=48 y=184.84 text-anchor=end
            path.grid M54 146.2H392
            text.soft '5' x=48 y=150.2 text-anchor=end
            path.grid M54 120H392
            text.soft '10' x=48 y=124 text-anchor=end
            path.grid M54 93.8H392
            text.soft '20' x=48 y=97.8 text-anchor=end
            path.grid M54 59.16H392
            text.soft '50' x=48 y=63.16 text-anchor=end
            path.grid M54 32.96H392
            text.soft '100' x=48 y=36.96 text-anchor=end
            path.grid M66.52 26V214
            text.soft '1' x=66.52 y=230 text-anchor=middle
            path.grid M379.48 26V214
            text.soft '100' x=379.48 y=230 text-anchor=middle
            text.soft 'samples' x=392 y=247 text-anchor=end
            path.line.s0 M66.52 207.04L379.48 32.96
            path.mark.s0 M62.52 207.04a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z
            path.whisker.s0 M379.48 120V32.96
            path.mark.s0 M375.48 32.96a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z
            """));
        Assert.That(figure.Unit, Is.EqualTo("time, logarithmic, against samples, logarithmic"));
    }

    [Test]
    public void A_forest_has_whiskers_marks_and_arrows_beyond_its_edges()
    {
        // From a fifth to five: 3.219 and 4 % more at either end, on 280 units.
        var figure = RatioPlot.Forest("t", "n = 2 rounds", [
            new RatioRow("first", [new RatioMark(cpp, 1, 0.5, 2, [1, 1], "Python"), new RatioMark(python, 50, 1, 60, [50], "C++")]),
            new RatioRow("second", [new RatioMark(cpp, 0.02, null, null, [], "Python"), new RatioMark(cpp, 0, null, null, [], "Python")])]);
        Assert.That(Drawn(figure), Is.EqualTo("""
            path.grid M22.37 8V106
            text.soft '0.20' x=22.37 y=121 text-anchor=middle
            path.grid M96.17 8V106
            text.soft '0.50' x=96.17 y=121 text-anchor=middle
            path.grid M152 8V106
            text.soft '1.00' x=152 y=121 text-anchor=middle
            path.grid M207.83 8V106
            text.soft '2.00' x=207.83 y=121 text-anchor=middle
            path.grid M281.63 8V106
            text.soft '5.00' x=281.63 y=121 text-anchor=middle
            path.one M152 8V106
            text.soft '← takes less time' x=12 y=136
            text.soft 'takes more →' x=292 y=136 text-anchor=end
            text. 'first' x=0 y=20
            path.whisker.s0 M96.17 32H207.83
            path.mark.s0 M147.5 32a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z
            text.soft '1.00 0.50–2.00' x=400 y=36 text-anchor=end
            path.whisker.s2 M152 46H292
            path.mark.s2 M292 46l-7 -5v10z
            text.soft '50.0 1.00–60.0' x=400 y=50 text-anchor=end
            text. 'second' x=0 y=69
            path.mark.s0 M12 81l7 -5v10z
            text.soft '0.02' x=400 y=85 text-anchor=end
            text.soft '0.0e0' x=400 y=99 text-anchor=end
            """));
        Assert.That(Table(figure), Is.EqualTo("""
             | who | to | n | ratio | low | high
            first | C++ | Python | 2 | 1.00 | 0.50 | 2.00
            first | Python | C++ | 1 | 50.0 | 1.00 | 60.0
            second | C++ | Python | – | 0.02 | – | –
            second | C++ | Python | – | 0.0e0 | – | –
            """));
    }

    [Test]
    public void Rounds_are_dots_beside_each_other_and_a_bar_at_their_median()
    {
        var figure = RatioPlot.Rounds("t", "n = 6 rounds", [new RatioRow("step", [new RatioMark(cpp, 2, null, null, [0.5, 1, 2, 2, 4, 100], "Python"), new RatioMark(python, 1, null, null, [], "C++")])]);
        Assert.That(Drawn(figure), Is.EqualTo("""
            path.grid M22.37 8V57
            text.soft '1.00' x=22.37 y=72 text-anchor=middle
            path.grid M90.56 8V57
            text.soft '1.20' x=90.56 y=72 text-anchor=middle
            path.grid M148.22 8V57
            text.soft '1.40' x=148.22 y=72 text-anchor=middle
            path.grid M198.17 8V57
            text.soft '1.60' x=198.17 y=72 text-anchor=middle
            path.grid M242.22 8V57
            text.soft '1.80' x=242.22 y=72 text-anchor=middle
            path.grid M281.63 8V57
            text.soft '2.00' x=281.63 y=72 text-anchor=middle
            path.one M22.37 8V57
            text.soft '← takes less time' x=12 y=87
            text.soft 'takes more →' x=292 y=87 text-anchor=end
            text. 'step' x=0 y=20
            circle.dot.s0 cx=12 cy=28.8 r=2
            circle.dot.s0 cx=22.37 cy=33.6 r=2
            circle.dot.s0 cx=281.63 cy=30.4 r=2
            circle.dot.s0 cx=281.63 cy=35.2 r=2
            circle.dot.s0 cx=292 cy=32 r=2
            circle.dot.s0 cx=292 cy=28.8 r=2
            path.whisker.s0 M281.63 26V38
            text.soft '2.00' x=400 y=36 text-anchor=end
            path.whisker.s2 M22.37 40V52
            text.soft '1.00' x=400 y=50 text-anchor=end
            """));
        Assert.That(Table(figure), Is.EqualTo("""
             | who | to | n | least | median | most | in the order of the rounds
            step | C++ | Python | 6 | 0.50 | 2.00 | 100 | 0.50  1.00  2.00  2.00  4.00  100
            """));
    }

    [Test]
    public void Bars_begin_at_0_and_number_the_parts_that_are_wide_enough()
    {
        var figure = StackedBars.Of("t", "ms", "n = 1 run", ["forward", "backward", "rest"], [new StackedBar(cpp, [60, 38, 2]), new StackedBar(python, [30, null, -5])], Plain);
        Assert.That(Drawn(figure), Is.EqualTo("""
            path.grid M4 4V108
            text.soft '0' x=4 y=123 text-anchor=start
            path.grid M200 4V108
            text.soft '50' x=200 y=123 text-anchor=middle
            path.grid M396 4V108
            text.soft '100' x=396 y=123 text-anchor=end
            text. 'C++  100' x=4 y=16
            rect.part.s0.shade0 x=4 y=34 width=233.7 height=16
            text.soft '1' x=121.6 y=31 text-anchor=middle
            rect.part.s0.shade1 x=239.2 y=34 width=147.46 height=16
            text.soft '2' x=313.68 y=31 text-anchor=middle
            rect.part.s0.shade2 x=388.16 y=34 width=6.34 height=16
            text. 'Python  30' x=4 y=68
            rect.part.s2.shade0 x=4 y=86 width=116.1 height=16
            text.soft '1' x=62.8 y=83 text-anchor=middle
            """));
        Assert.That(Table(figure), Is.EqualTo("""
            part | C++ | share | Python | share
            forward | 60 | 60 % | 30 | 100 %
            backward | 38 | 38 % | – |
            rest | 2 | 2 % | −5 | −17 %
            together | 100 |  | 30 |
            """));
    }

    [Test]
    public void Every_mark_has_its_shape_and_every_way_its_filling()
    {
        var shapes = PageCheck.Element(page =>
        {
            for (var hue = 0; hue < 9; hue++)
                new Series("x", "x", hue).Draw(page, 100, 50, 10);
            for (var way = 1; way < 5; way++)
                new Series("x", "x", 1, way).Draw(page, 100, 50, 6);
            new Series("x", "x", 6, 3).Draw(page, 100, 50, 6);
        });
        Assert.That(Lines(shapes), Is.EqualTo("""
            path.mark.s0 M90 50a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z
            path.mark.s1 M90 40L110 40L110 60L90 60z
            path.mark.s2 M100 38L111.5 59L88.5 59z
            path.mark.s3 M100 37L113 50L100 63L87 50z
            path.mark.s4 M100 62L111.5 41L88.5 41z
            path.mark.s5 M98.5 40L101.5 40L101.5 60L98.5 60zM90 48.5L110 48.5L110 51.5L90 51.5z
            path.mark.s6 M90 40L110 60M90 60L110 40
            path.mark.s7 M90 50L95 40L105 40L110 50L105 60L95 60z
            path.mark.s0 M90 50a10 10 0 1 0 20 0a10 10 0 1 0 -20 0z
            path.mark.s1.hollow M94 44L106 44L106 56L94 56z
            path.mark.s1.hollow M94 44L106 44L106 56L94 56z
            path.mark.s1 M98 50a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z
            path.mark.s1.hollow M94 44L106 44L106 56L94 56z
            path.line.s1 M94 50H106
            path.mark.s1 M94 44L106 44L106 56L94 56z
            path.mark.s6 M94 44L106 56M94 56L106 44
            path.line.s6 M94 50H106
            """));
    }

    private static string Plain(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Drawn(Figure figure) => Lines(new XElement("g", PageCheck.Element(page => figure.Write(page, "f")).Element("figure")!.Element("svg")!.Elements().Where(element => element.Name.LocalName is not ("title" or "desc"))));

    private static string Table(Figure figure) => string.Join('\n', figure.Numbers.Rows.Select(row => string.Join(" | ", row.Cells.Select(cell => cell.Text).Prepend(row.Label)).TrimEnd()).Prepend(string.Join(" | ", figure.Numbers.Columns)));

    /// <summary>An element a line: what it says, its class, its other attributes in order.</summary>
    private static string Lines(XElement drawing) => string.Join('\n', drawing.Elements().Select(element =>
        string.Join(' ', element.Attributes().Where(attribute => attribute.Name != "class").Select(attribute => attribute.Name == "d" ? attribute.Value : $"{attribute.Name}={attribute.Value}")
            .Prepend($"{element.Name}.{element.Attribute("class")?.Value.Replace(' ', '.')}{(element.Value.Length > 0 ? $" '{element.Value}'" : "")}"))));
}
