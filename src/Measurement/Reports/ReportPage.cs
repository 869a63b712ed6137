namespace PerfSuite.Measurement;

/// <summary>One HTML file that needs nothing else: no script, no network, no font.</summary>
public static class ReportPage
{
    /// <summary>The document around its contents; the same contents give the same bytes.</summary>
    /// <param name="title">Of the window.</param>
    /// <param name="header">What stands first: a heading, the answer, the way to the parts.</param>
    /// <param name="main">All of it.</param>
    /// <param name="footer">Below.</param>
    public static string Of(string title, Action<Html> header, Action<Html> main, Action<Html> footer)
    {
        var page = new Html();
        page.Within("html", [("lang", "en")], () =>
        {
            page.Within("head", () =>
            {
                page.Empty("meta", ("charset", "utf-8"));
                page.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", ReportStyle.Policy));
                page.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                page.Empty("meta", ("name", "referrer"), ("content", "no-referrer"));
                page.Element("title", title);
                page.Style(ReportStyle.Sheet);
            });
            page.Within("body", () =>
            {
                page.Element("a", "To the results", ("class", "skip"), ("href", "#results"));
                page.Within("header", () => header(page));
                page.Within("main", [("id", "results"), ("tabindex", "-1")], () => main(page));
                page.Within("footer", () => footer(page));
            });
        });
        return "<!DOCTYPE html>\n" + page;
    }
}
