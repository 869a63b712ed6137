using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>One published comparison, run again: who takes part, what is measured, how it is told.</summary>
internal abstract class Study
{
    /// <summary>Every study of an article, in the order of a listing.</summary>
    public static IReadOnlyList<Study> All { get; } = [new ConvAeStudy(), new DeepPoseStudy(), new AutogradStudy(), new MnistStudy(), new ResNetStudy()];

    /// <summary>After <c>study</c>, and in results.</summary>
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Summary { get; }

    /// <summary>What was published.</summary>
    public abstract Article Article { get; }

    /// <summary>Who takes part.</summary>
    /// <param name="named">Null: everybody.</param>
    public abstract IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named, int threads);

    /// <summary>The sets that its epochs read, made before anything is measured; null where it reads nothing.</summary>
    public virtual IStudyData? Data(Profile profile) => null;

    /// <summary>What is measured.</summary>
    public abstract Plan Plan(Profile profile, int threads, long seed);

    /// <summary>How it is told.</summary>
    public abstract StudyFindings Tell(Display display, Profile profile);
}

/// <summary>A study's own table, and what is to be said when it is complete.</summary>
internal abstract class StudyFindings : IFindings
{
    /// <summary>Contenders as columns and in sentences.</summary>
    protected static readonly string[] Languages = [Contender.Cpp, Contender.CSharp, Contender.Python];

    public abstract void Begin(Plan plan, IReadOnlyList<Entrant> entrants);

    public abstract void Case(Section section, Item item, IReadOnlyList<Measurement.Row> rows, IReadOnlyList<Measurement.Ratio> ratios);

    /// <summary>Sentences in lines of a screen, with figures in everybody's notation.</summary>
    protected static void Say(Display display, params FormattableString[] sentences)
    {
        display.Line();
        foreach (var line in Wrapping.Lines(string.Join(' ', sentences.Select(sentence => sentence.ToString(CultureInfo.InvariantCulture))), 80, 0))
            display.Line(line);
    }

    /// <summary>One figure for each language, in a sentence.</summary>
    protected static string Among(Func<string, string> of) => string.Join(", ", Languages.Select(language =>
        $"{of(language)} in {(language == Contender.Cpp ? "C++" : language == Contender.Python ? "Python" : "C#")}"));

    /// <summary>A share for a sentence.</summary>
    protected static string Percent(double? share) => share?.ToString("0 %", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Median, interval, and whether that contains 1, for a sentence: <c>1.04 (1.02–1.06)</c>.</summary>
    protected static string Word(Measurement.Ratio? ratio) => ratio is null ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Low ?? double.NaN:0.00}–{ratio.High ?? double.NaN:0.00}{(ratio.ContainsOne ? ", no difference shown" : "")})");

    /// <summary>
    /// By how much one row is slower than another of other rounds, for a sentence. Only what was in the same rounds has a ratio with an interval of
    /// its own: here nothing is said where the two intervals meet.
    /// </summary>
    protected static string Change(Measurement.Row? row, Measurement.Row? to) => (row, to) switch
    {
        ({ Median: { } median, Low: { } low, High: { } high }, { Median: { } other, Low: { } least, High: { } most }) => low <= most && least <= high
            ? "nothing that shows"
            : (median / other - 1).ToString("+0.0 %;−0.0 %", CultureInfo.InvariantCulture),
        _ => "–",
    };

    /// <summary>The paragraph: who wins by how much with what certainty, where the time goes, and what the article concluded.</summary>
    public abstract void Conclude(Run run);
}
