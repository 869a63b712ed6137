using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

public sealed class HtmlTests
{
    [TestCase("<script>alert(1)</script>")]
    [TestCase("\"><img src=x onerror=alert(1)>")]
    [TestCase("' onload='x")]
    [TestCase("&lt;b&gt; & ]]>")]
    [TestCase("</style></title><!-- ")]
    public void Text_and_attributes_come_back_as_they_were_and_are_nothing_else(string hostile)
    {
        var part = PageCheck.Element(page => page.Element("p", hostile, ("title", hostile)));
        var paragraph = part.Elements().Single();
        Assert.That((paragraph.Value, paragraph.Attribute("title")!.Value), Is.EqualTo((hostile, hostile)));
        Assert.That((paragraph.Attributes().Count(), paragraph.Elements().Count()), Is.EqualTo((1, 0)));
    }

    [TestCase("run `gate --base <x>` first", "gate --base <x>")]
    [TestCase("`a` and `b`", "a|b")]
    [TestCase("a ` alone", "")]
    [TestCase("`` is nothing", "")]
    public void What_stands_between_backticks_is_code(string sentence, string code)
    {
        var paragraph = PageCheck.Element(page => page.Sentence("p", sentence)).Elements().Single();
        Assert.That(string.Join('|', paragraph.Elements("code").Select(one => one.Value)), Is.EqualTo(code));
        Assert.That(paragraph.Value, Is.EqualTo(code.Length == 0 ? sentence : sentence.Replace("`", "")));
    }

    [TestCase(0x00)]
    [TestCase(0x1b)]
    [TestCase(0x202e)]
    [TestCase(0xd800)]
    [TestCase(0xfffe)]
    public void What_is_no_text_is_shown_to_be_none(int code) =>
        Assert.That(PageCheck.Element(page => page.Element("p", $"µ {(char)code} 数")).Value.Trim('\n'), Is.EqualTo("µ \uFFFD 数"));

    [TestCase("script")]
    [TestCase("IFRAME")]
    [TestCase("style")]
    [TestCase("p onclick=x")]
    [TestCase("")]
    public void Elements_that_could_run_or_load_something_are_refused(string element) =>
        Assert.That(() => new Html().Open(element), Throws.ArgumentException);

    [TestCase("onclick", "x")]
    [TestCase("style", "color:red")]
    [TestCase("src", "x.png")]
    [TestCase("href", "javascript:alert(1)")]
    [TestCase("href", "https://example.com")]
    [TestCase("a b", "x")]
    public void Attributes_that_could_run_or_load_something_are_refused(string name, string value) =>
        Assert.That(() => new Html().Open("a", (name, value)), Throws.ArgumentException);

    [Test]
    public void What_is_open_is_not_done() => Assert.That(() => new Html().Open("p").ToString(), Throws.InvalidOperationException);

    [TestCase(0.125, "0.12")]
    [TestCase(-0.001, "0")]
    [TestCase(12, "12")]
    [TestCase(-3.5, "-3.5")]
    public void Places_have_two_decimals_at_most_and_no_negative_zero(double place, string expected) => Assert.That(Html.At(place), Is.EqualTo(expected));

    [Test]
    public void A_row_without_cells_is_a_heading_over_all_columns()
    {
        var table = PageCheck.Element(new ReportTable("Caption", ["", "a", "b"], [ReportRow.Of("group"), ReportRow.Of("one", "1")]).Write);
        var rows = table.Descendants("tbody").Single().Elements("tr").ToList();
        Assert.That(rows[0].Elements().Single().Attribute("colspan")!.Value, Is.EqualTo("3"));
        Assert.That(rows[1].Elements().Select(cell => cell.Value), Is.EqualTo(new[] { "one", "1", "" }), "a cell that is not there is empty");
    }

    [Test]
    public void A_page_lets_nothing_be_loaded_or_run()
    {
        var html = ReportPage.Of("title", header => header.Element("h1", "a"), main => main.Element("p", "b"), footer => footer.Element("p", "c"));
        var page = PageCheck.Holds(html);
        var policy = page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        Assert.That(policy, Does.StartWith("default-src 'none'; style-src 'sha256-").And.Not.Contain("unsafe"));
        var sheet = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.That(policy, Does.Contain(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sheet)))), "or a browser would show it naked");
    }
}
