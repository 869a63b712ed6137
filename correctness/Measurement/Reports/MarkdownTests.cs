using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

public sealed class MarkdownTests
{
    [TestCase("<img src=x onerror=y> & &lt;", "&lt;img src=x onerror=y> &amp; &amp;lt;")]
    [TestCase("![a](//b) [c][d] **e** _f_ ~~g~~", "!\\[a\\](//b) \\[c\\]\\[d\\] \\*\\*e\\*\\* \\_f\\_ \\~\\~g\\~\\~")]
    [TestCase("@ada $x$ \\", "&#64;ada \\$x\\$ \\\\")]
    [TestCase("# no heading", "\\# no heading")]
    [TestCase("> no\nquotation", "\\> no quotation")]
    [TestCase("run `gate --base <x>` or ``", "run `gate --base <x>` or \\`\\`")]
    [TestCase("a ` alone", "a \\` alone")]
    public void Text_is_text_and_what_stands_between_backticks_is_code(string words, string expected) =>
        Assert.That(new Markdown().Paragraph(words).ToString(), Is.EqualTo(expected + "\n"));

    [Test]
    public void A_table_has_its_columns_its_groups_and_in_bold_what_is_bad()
    {
        var table = new ReportTable("left out", ["", "n", "word"], [ReportRow.Of("group"), new ReportRow("a|b", [new ReportCell("1", "bad"), "`x|y`"]), ReportRow.Of("c", "2")]) { Named = [2] };
        Assert.That(new Markdown().Table(table).ToString(), Is.EqualTo("|  | n | word |\n| --- | --: | --- |\n| **group** |  |  |\n| a\\|b | **1** | `x\\|y` |\n| c | 2 |  |\n"));
        Assert.That(new Markdown().Heading("h").Table(table with { Rows = [] }).ToString(), Is.EqualTo("### h\n"));
    }

    [Test]
    public void What_is_folded_stands_within_and_commands_are_fenced_past_their_own_backticks() =>
        Assert.That(
            new Markdown().Folded("a < b", () => { }).Commands("echo '```'", "b\nc").ToString(),
            Is.EqualTo("<details><summary>a &lt; b</summary>\n\n</details>\n\n````bash\necho '```'\nb c\n````\n"));
}
