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
    [TestCase("object")]
    [TestCase("embed")]
    [TestCase("link")]
    [TestCase("base")]
    [TestCase("form")]
    [TestCase("img")]
    [TestCase("image")]
    [TestCase("use")]
    [TestCase("p onclick=x")]
    [TestCase("")]
    public void Elements_that_could_run_or_load_something_are_refused(string element) =>
        Assert.That(() => new Html().Open(element), Throws.ArgumentException.With.Message.StartsWith($"<{element}> has no place in a report."));

    [TestCase("onclick", "x")]
    [TestCase("style", "color:red")]
    [TestCase("src", "x.png")]
    [TestCase("SrcDoc", "x")]
    [TestCase("action", "#x")]
    [TestCase("formaction", "#x")]
    [TestCase("data", "x")]
    [TestCase("a b", "x")]
    [TestCase("", "x")]
    public void Attributes_that_could_run_or_load_something_are_refused(string name, string value) =>
        Assert.That(() => new Html().Open("a", (name, value)), Throws.ArgumentException.With.Message.StartsWith($"The attribute {name} has no place in a report."));

    [TestCase("javascript:alert(1)")]
    [TestCase("https://example.com")]
    [TestCase("")]
    public void An_address_is_a_place_within_the_page(string address)
    {
        Assert.That(() => new Html().Open("a", ("HREF", address)), Throws.ArgumentException.With.Message.StartsWith($"A report refers to nothing outside itself, not to {address}."));
        Assert.That(new Html().Element("a", "x", ("href", "#here"), ("class", null)).ToString(), Is.EqualTo("<a href=\"#here\">x</a>"));
    }

    [TestCase("a<b")]
    [TestCase("a&b")]
    public void A_style_sheet_has_nothing_that_ends_it(string sheet) => Assert.That(() => new Html().Style(sheet), Throws.ArgumentException.With.Message.StartsWith("A style sheet has no < and no &."));

    [Test]
    public void What_is_open_is_not_done()
    {
        Assert.That(() => new Html().Open("p").ToString(), Throws.InvalidOperationException.With.Message.EqualTo("<p> is still open."));
        Assert.That(new Html().Text(null).Prose(null).ToString(), Is.Empty);
    }

    [Test]
    public void Blocks_end_their_line_and_words_within_do_not()
    {
        string[] blocks = ["html", "head", "title", "body", "header", "nav", "main", "section", "footer", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "p", "ul", "ol", "li", "dl", "dd", "div", "details", "summary", "pre", "svg", "g", "desc", "text", "h1", "h2", "h3", "h4"];
        Assert.That(blocks.Where(name => new Html().Element(name, "x").ToString() != $"<{name}>x</{name}>\n"), Is.Empty);
        Assert.That(new Html().Element("code", "x").Empty("path").Empty("meta").ToString(), Is.EqualTo("<code>x</code><path /><meta />\n"));
    }

    [Test]
    public void A_table_says_what_its_cells_are()
    {
        var html = new Html();
        new ReportTable("A `caption`", ["", "n", "who", "why"], [ReportRow.Of("group"), new ReportRow("one", [new ReportCell("1", "bad"), "C++", new ReportCell("a `b`", "muted")])]) { Named = [0, 2], Wordy = [3] }.Write(html);
        Assert.That(html.ToString(), Is.EqualTo("""
            <div class="scroll" role="region" tabindex="0" aria-label="A `caption`"><table><caption>A <code>caption</code></caption>
            <thead><tr><td></td><th scope="col">n</th><th scope="col" class="name">who</th><th scope="col" class="words">why</th></tr>
            </thead>
            <tbody><tr><th scope="colgroup" colspan="4" class="group">group</th></tr>
            <tr><th scope="row" class="name">one</th><td class="bad">1</td><td class="name">C++</td><td class="words muted">a <code>b</code></td></tr>
            </tbody>
            </table>
            </div>

            """));
    }

    [Test]
    public void A_figure_says_what_its_marks_and_parts_are()
    {
        var figure = new Figure("A title", "ms", "n = 2", new ReportTable("Numbers", ["x"], []), 50, drawing => drawing.Empty("path", ("d", "M0 0")))
        {
            Legend = [new Series("cpp", "C++", 1)],
            Parts = ["forward", "backward"],
            Note = "Less is `better`.",
        };
        var html = new Html();
        figure.Write(html, "f7");
        var text = html.ToString();
        Assert.Multiple(() =>
        {
            Assert.That(text[..text.IndexOf("<details>", StringComparison.Ordinal)], Is.EqualTo("""
                <figure id="f7"><figcaption><h4>A title</h4>
                <p class="muted">ms; n = 2</p>
                </figcaption>
                <ul class="key"><li><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path class="mark s1" d="M3 3L13 3L13 13L3 13z" /></svg>
                C++</li>
                </ul>
                <ol class="key"><li>forward</li>
                <li>backward</li>
                </ol>
                <svg class="chart" viewBox="0 0 400 50" role="img" aria-labelledby="f7-title f7-desc"><title id="f7-title">A title</title>
                <desc id="f7-desc">ms; n = 2. Less is `better`. The numbers are in the table that follows.</desc>
                <path d="M0 0" /></svg>
                <p class="muted">Less is <code>better</code>.</p>

                """));
            Assert.That(text, Does.Contain("<details><summary>The numbers</summary>\n<div class=\"scroll\"").And.EndWith("</details>\n</figure>\n"));
        });
        var bare = new Html();
        (figure with { Legend = [], Parts = [], Note = null }).Write(bare, "f");
        Assert.That(bare.ToString(), Does.Not.Contain("class=\"key\"").And.Contain("<desc id=\"f-desc\">ms; n = 2. The numbers are in the table that follows.</desc>").And.Not.Contain("Less"));
    }

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
        Assert.That(html[..html.IndexOf("<meta http-equiv", StringComparison.Ordinal)], Is.EqualTo("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\" />\n"));
        Assert.That(html, Does.Contain("<meta http-equiv=\"Content-Security-Policy\" content=\"")
            .And.Contain("\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n<title>title</title>\n<style>:root{"));
        Assert.That(html[html.IndexOf("</head>", StringComparison.Ordinal)..], Is.EqualTo("""
            </head>
            <body><a class="skip" href="#results">To the results</a><header><h1>a</h1>
            </header>
            <main id="results" tabindex="-1"><p>b</p>
            </main>
            <footer><p>c</p>
            </footer>
            </body>
            </html>

            """));
        var policy = page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        Assert.That(policy, Does.StartWith("default-src 'none'; style-src 'sha256-").And.Not.Contain("unsafe"));
        var sheet = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.That(policy, Does.Contain(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sheet)))), "or a browser would show it naked");
    }
}
