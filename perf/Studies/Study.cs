using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>One published comparison, run again: who takes part, what is measured, how it is told.</summary>
internal abstract class Study
{
    /// <summary>Every study of an article, in the order of a listing.</summary>
    public static IReadOnlyList<Study> All { get; } = [new ConvAeStudy(), new DeepPoseStudy(), new AutogradStudy(), new ResNetStudy()];

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
    public abstract void Begin(Plan plan, IReadOnlyList<Entrant> entrants);

    public abstract void Case(Section section, Item item, IReadOnlyList<Measurement.Row> rows, IReadOnlyList<Measurement.Ratio> ratios);

    /// <summary>Sentences in lines of a screen, with figures in everybody's notation.</summary>
    protected static void Say(Display display, params FormattableString[] sentences)
    {
        display.Line();
        foreach (var line in Wrapping.Lines(string.Join(' ', sentences.Select(sentence => sentence.ToString(CultureInfo.InvariantCulture))), 80, 0))
            display.Line(line);
    }

    /// <summary>Median, interval, and whether that contains 1, for a sentence: <c>1.04 (1.02–1.06)</c>.</summary>
    protected static string Word(Measurement.Ratio? ratio) => ratio is null ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Low ?? double.NaN:0.00}–{ratio.High ?? double.NaN:0.00}{(ratio.ContainsOne ? ", no difference shown" : "")})");

    /// <summary>The paragraph: who wins by how much with what certainty, where the time goes, and what the article concluded.</summary>
    public abstract void Conclude(Run run);
}
