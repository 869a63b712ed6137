using PerfSuite.Measurement;
using Spectre.Console;

namespace PerfSuite.Screen;

/// <summary>
/// What the program shows. On a terminal: colour (unless NO_COLOR) and one live line at the bottom; into a pipe or file: the same
/// lines plain, and nothing that moves.
/// </summary>
internal sealed class Display(TextWriter output, TextWriter error)
{
    private const int Width = 80;

    private List<Passage> told = [];

    private readonly bool terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private readonly bool colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether a person is looking, so that a live line makes sense.</summary>
    public bool IsTerminal => terminal;

    public void Line(string text = "") => Write(text, null);

    public void Heading(string text) => Write(text, "bold");

    public void Muted(string text) => Write(text, "grey");

    public void Warning(string text) => Write(text, "yellow");

    /// <summary>From here on, what is told is also kept, for the results; lines that are only written are not.</summary>
    /// <returns>Grows as more is told.</returns>
    public IReadOnlyList<Passage> Record() => told = [];

    /// <summary>Sentences, in lines of a screen.</summary>
    /// <param name="text">A non-breaking space holds two words together.</param>
    /// <param name="kind">How they are coloured.</param>
    /// <param name="indent">Columns before the second and later lines.</param>
    public void Say(string text, PassageKind kind = PassageKind.Text, int indent = 0)
    {
        foreach (var line in Wrapping.Lines(text, Width, indent))
            Write(line.Replace('\u00A0', ' '), kind switch { PassageKind.Heading => "bold", PassageKind.Note => "grey", PassageKind.Warning => "yellow", _ => null });
    }

    /// <summary>The same, and kept.</summary>
    public void Tell(string text, PassageKind kind = PassageKind.Text, int indent = 0)
    {
        Say(text, kind, indent);
        Keep(new Passage(kind, OneLine.Of(text).Trim()));
    }

    /// <summary>A table.</summary>
    public void Tell(Sheet sheet)
    {
        Heading(sheet.Heading);
        foreach (var line in sheet.Lines)
            Line(line);
        Keep(sheet.Passage);
    }

    /// <summary>What the screen shows in a way of its own.</summary>
    public void Keep(Passage passage) => told.Add(passage);

    /// <summary>A line for whoever runs the program, not for whoever reads its result: standard error.</summary>
    public void Aside(string text) => error.WriteLine(text);

    /// <summary>
    /// Does <paramref name="work"/> under a live line. It is redrawn only when the work reports, never by a timer: a timer's thread would
    /// take a core from whatever is being measured.
    /// </summary>
    public void Follow(Action<Progress> work)
    {
        if (!terminal)
        {
            work(new Progress(null, null));
            return;
        }
        AnsiConsole.Progress()
            .AutoRefresh(false).AutoClear(true).HideCompleted(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 16 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Progress(context, context.AddTask("start", maxValue: 1))));
    }

    private void Write(string text, string? style)
    {
        if (!terminal)
            output.WriteLine(text);
        else if (colour && style is not null)
            AnsiConsole.Console.Write(new Text(text + Environment.NewLine, Style.Parse(style)));
        else
            AnsiConsole.Console.Write(new Text(text + Environment.NewLine));
    }
}

/// <summary>The live line of <see cref="Display.Follow"/>; does nothing where nobody looks.</summary>
internal sealed class Progress(ProgressContext? context, ProgressTask? task)
{
    private readonly TimeLeft left = new(TimeProvider.System);
    private ProgressTask? part;

    /// <param name="fraction">How much is done, 0 to 1.</param>
    /// <param name="doing">What is being done, short enough for one line.</param>
    /// <param name="timed">Whether the time left stands behind it; not where <paramref name="doing"/> has it already.</param>
    public void Report(double fraction, string doing, bool timed = true)
    {
        if (context is null || task is null)
            return;
        task.Value = Math.Clamp(fraction, 0, 0.9999);
        task.Description = Markup.Escape(timed && left.Of(fraction) is { } span ? $"{doing}, about {Figures.Span(span)} left" : doing);
        context.Refresh();
    }

    /// <summary>A second line under the first, for a part of the whole; shown with the next <see cref="Report"/>.</summary>
    /// <param name="fraction">How much of the part is done, 0 to 1.</param>
    /// <param name="doing">What is being done, short enough for one line.</param>
    public void ReportPart(double fraction, string doing)
    {
        if (context is null)
            return;
        part ??= context.AddTask("part", maxValue: 1);
        part.Value = Math.Clamp(fraction, 0, 0.9999);
        part.Description = Markup.Escape(doing);
    }
}
