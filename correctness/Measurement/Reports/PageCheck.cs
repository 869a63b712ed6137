using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

/// <summary>What every page must keep, whatever is on it.</summary>
internal static partial class PageCheck
{
    /// <summary>Reads it as XML: then nothing in it was left open or unescaped.</summary>
    public static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    /// <summary>A whole page.</summary>
    public static XDocument Holds(string html)
    {
        var page = Parse(html);
        var all = page.Descendants().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(html, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
            Assert.That(page.Root!.Element("body")!.ToString(), Does.Not.Contain("NaN").And.Not.Contain("Infinity").And.Not.Contain("∞"));
            Harmless(all);
            var ids = all.Attributes("id").Select(id => id.Value).ToList();
            Assert.That(ids, Is.Unique);
            Assert.That(all.Attributes("href").Select(href => href.Value[1..]).Distinct(), Is.SubsetOf(ids), "every link leads somewhere");
            Assert.That(all.Attributes("aria-labelledby").SelectMany(labels => labels.Value.Split(' ')).Distinct(), Is.SubsetOf(ids));
            Assert.That(all.Count(element => element.Name == "h1"), Is.EqualTo(1));
            Assert.That(Levels(all), Has.All.LessThanOrEqualTo(1), "no level of headings is left out");
            Assert.That(all.First(element => element.Attribute("href") is not null || element.Attribute("tabindex") is not null).Attribute("class")?.Value, Is.EqualTo("skip"), "the skip link is the first stop");
            Assert.That(all.Attributes("tabindex").Select(index => index.Value).Distinct(), Is.SubsetOf(new[] { "0", "-1" }));
            Assert.That(all.Where(element => element.Name == "table"), Has.All.Matches<XElement>(table => table.Parent!.Attribute("class")?.Value == "scroll" && table.Element("caption")!.Value.Length > 0));
            Assert.That(all.Where(element => element.Attribute("role")?.Value == "region"), Has.All.Matches<XElement>(region => region.Attribute("tabindex")?.Value == "0" && region.Attribute("aria-label")!.Value.Length > 0));
            foreach (var figure in all.Where(element => element.Name == "figure"))
                Holds(figure);
        });
        return page;
    }

    /// <summary>One chart.</summary>
    public static void Holds(XElement figure)
    {
        var drawing = figure.Elements("svg").Single();
        var title = figure.Descendants("h4").Single().Value;
        Assert.That(title, Is.Not.Empty);
        Assert.That(drawing.Attribute("role")?.Value, Is.EqualTo("img"));
        Assert.That(drawing.Element("title")!.Value, Is.EqualTo(title));
        Assert.That(drawing.Element("desc")!.Value, Is.Not.Empty);
        Assert.That(figure.Element("figcaption")!.Element("p")!.Value, Does.Match(@".+; .*\d"), $"{title}: unit and n");
        Assert.That(figure.Element("details")!.Descendants("table").Single().Descendants("th").Count(), Is.GreaterThan(1), $"{title}: its numbers");
        var height = double.Parse(drawing.Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
        foreach (var (name, most) in new[] { ("x", Figure.Width), ("cx", Figure.Width), ("y", height), ("cy", height), ("width", Figure.Width), ("height", height), ("r", 10) })
            foreach (var place in drawing.Descendants().Attributes(name))
                Assert.That(double.Parse(place.Value, CultureInfo.InvariantCulture), Is.InRange(-0.01, most + 0.01), $"{title}: {place.Parent}");
        foreach (var path in drawing.Descendants().Attributes("d"))
            Assert.That(Numbers().Matches(path.Value).Select(number => Math.Abs(double.Parse(number.Value, CultureInfo.InvariantCulture))), Has.All.LessThanOrEqualTo(Math.Max(height, Figure.Width) + 10), $"{title}: {path.Value}");
    }

    /// <summary>The text of a part of a page.</summary>
    public static XElement Element(Action<Html> write)
    {
        var html = new Html();
        html.Within("div", () => write(html));
        return Parse(html.ToString()).Root!;
    }

    private static void Harmless(IReadOnlyList<XElement> all)
    {
        Assert.That(all.Select(element => element.Name.LocalName), Has.None.AnyOf("script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use"));
        var attributes = all.Attributes().Select(attribute => attribute.Name.LocalName).Distinct().ToList();
        Assert.That(attributes, Has.None.AnyOf("style", "src", "action", "srcdoc").And.None.StartsWith("on"));
        Assert.That(all.Attributes("href").Select(href => href.Value), Has.All.StartsWith("#"));
    }

    private static IEnumerable<int> Levels(IEnumerable<XElement> all)
    {
        var levels = all.Select(element => element.Name.LocalName).Where(name => name is ['h', >= '1' and <= '6']).Select(name => name[1] - '0').ToList();
        return levels.Zip(levels.Skip(1), (before, after) => after - before);
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
