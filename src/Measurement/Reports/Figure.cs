namespace PerfSuite.Measurement;

/// <summary>A chart: a drawing, and around it what makes it readable without having to guess.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Unit">Of what is drawn: <c>time per call, logarithmic</c>.</param>
/// <param name="Count">How many values are behind each mark: <c>n = 15 rounds</c>.</param>
/// <param name="Numbers">All that is drawn.</param>
/// <param name="Height">Of the drawing, whose width is <see cref="Width"/>.</param>
/// <param name="Draw">Draws it.</param>
public sealed record Figure(string Title, string Unit, string Count, ReportTable Numbers, double Height, Action<Html> Draw)
{
    /// <summary>Of every drawing: so narrow that its letters can be read on a phone.</summary>
    public const double Width = 400;

    /// <summary>Whose marks are in it.</summary>
    public IReadOnlyList<Series> Legend { get; init; } = [];

    /// <summary>The parts of a bar by their numbers, from 1.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>A sentence about how to read it; null where there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Into the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="id">Within the page, once.</param>
    public void Write(Html page, string id) => page.Within("figure", [("id", id)], () =>
    {
        page.Within("figcaption", () => page.Element("h4", Title).Element("p", $"{Unit}; {Count}", ("class", "muted")));
        Key(page);
        page.Within("svg", [("class", "chart"), ("viewBox", $"0 0 {Html.At(Width)} {Html.At(Height)}"), ("role", "img"), ("aria-labelledby", $"{id}-title {id}-desc")], () =>
        {
            page.Element("title", Title, ("id", $"{id}-title"));
            page.Element("desc", $"{Unit}; {Count}.{(Note is null ? "" : " " + Note)} The numbers are in the table that follows.", ("id", $"{id}-desc"));
            Draw(page);
        });
        if (Note is not null)
            page.Sentence("p", Note, ("class", "muted"));
        page.Within("details", () =>
        {
            page.Element("summary", "The numbers");
            Numbers.Write(page);
        });
    });

    private void Key(Html page)
    {
        if (Legend.Count > 0)
            page.Within("ul", [("class", "key")], () =>
            {
                foreach (var series in Legend)
                    page.Within("li", () =>
                    {
                        page.Within("svg", [("viewBox", "0 0 16 16"), ("aria-hidden", "true"), ("focusable", "false")], () => series.Draw(page, 8, 8, 5));
                        page.Text(series.Title);
                    });
            });
        if (Parts.Count > 0)
            page.Within("ol", [("class", "key")], () =>
            {
                foreach (var part in Parts)
                    page.Element("li", part);
            });
    }
}
