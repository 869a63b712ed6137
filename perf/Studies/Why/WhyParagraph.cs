using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies.Why;

/// <summary>The same in words, made of the numbers.</summary>
internal static class WhyParagraph
{
    /// <summary>The least difference that matters: 2 %.</summary>
    public const double Effect = 0.02;

    public static string Of(Evidence evidence, IReadOnlyList<BrokenDown> broken, IReadOnlyList<FrontEndLine> lines, IReadOnlyList<TensorMemory> memory, IReadOnlyList<Throughput> rates, Throughput? peak)
    {
        List<string> sentences =
        [
            .. Evidence.Languages.Skip(1).Select(language => Wins(evidence, language)),
            .. broken.Take(1).Select(Rest),
            Front(lines),
            TensorMemory.Said(memory),
            Near(rates, peak),
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    /// <summary>Over all rows of the study's table: how often a language takes less, as much or more time than C++, and where most.</summary>
    private static string Wins(Evidence evidence, string language)
    {
        var (name, cpp) = (Evidence.NameOf(language, evidence.Lead), Evidence.NameOf(Contender.Cpp, evidence.Lead));
        var judged = new List<(string Label, Estimate Ratio, Verdict Verdict)>();
        foreach (var section in evidence.Plan.Sections)
            foreach (var item in section.Items.Where(item => item.IsShown))
                if (evidence.Measured(section, item.Phase, name) is { } row && evidence.Measured(section, item.Phase, cpp) is { } to && row.IsPairedWith(to))
                {
                    var ratio = HodgesLehmann.PairedRatio(row.Rounds, to.Rounds, processes: row.Processes);
                    judged.Add(($"{Throughput.TitleOf(section)} {item.Phase}, batch {section.Batch}", ratio, Judgement.Of(ratio, Effect)));
                }
        if (judged.Count == 0)
            return "";
        var counts = new[] { Verdict.Faster, Verdict.Same, Verdict.Slower, Verdict.Inconclusive }
            .Select(verdict => (verdict, count: judged.Count(one => one.Verdict == verdict))).Where(one => one.count > 0)
            .Select(one => one.verdict switch
            {
                Verdict.Faster => $"faster in {one.count}",
                Verdict.Same => $"the same within 2 % in {one.count}",
                Verdict.Slower => $"slower in {one.count}",
                _ => $"not to be told apart in {one.count}",
            });
        var certain = judged.Where(one => one.Verdict is Verdict.Faster or Verdict.Slower).OrderByDescending(one => Math.Abs(Math.Log(one.Ratio.Median))).ToList();
        var most = certain.Count == 0 ? "" : Said($", most in {certain[0].Label}: {certain[0].Ratio.Median:0.00} times C++'s time ({certain[0].Ratio.Interval!.Value.Low:0.00}–{certain[0].Ratio.Interval!.Value.High:0.00})");
        return $"In the {judged.Count} rows of the table {Evidence.Title(language)} against C++ is {string.Join(", ", counts)}{most}.";
    }

    private static string Rest(BrokenDown one)
    {
        var largest = Evidence.Languages.Where(one.Of.ContainsKey).Select(language => (language, part: one.Of[language].Largest)).Where(entry => entry.part is not null)
            .GroupBy(entry => entry.part!.Value.Name).Select(group => $"{group.Key} ({string.Join(", ", group.Select(entry => Said($"{Evidence.Title(entry.language)} {entry.part!.Value.Share * 100:0} %")))})").ToList();
        var text = largest.Count == 0 ? "" : $"The largest part that shows of {one.Title.Replace(": ", ", ", StringComparison.Ordinal)}, is {string.Join(" and ", largest)}.";
        if (!one.Of.TryGetValue(Contender.Cpp, out var cpp) || cpp.IsTorn)
            return text;
        foreach (var language in Evidence.Languages.Skip(1).Where(language => one.Of.TryGetValue(language, out var own) && !own.IsTorn))
        {
            var apart = one.Of[language].Parts.Zip(cpp.Parts, (own, its) => (own.Name, Time: own.Time - its.Time)).Where(part => part.Time is { IsNoise: false })
                .OrderByDescending(part => Math.Abs(part.Time!.Value.Nanoseconds)).ToList();
            text += apart.Count == 0
                ? $" Nowhere in it does {Evidence.Title(language)} differ from C++ by more than the intervals."
                : $" {Evidence.Title(language)} differs from C++ most in {apart[0].Name}, by {(apart[0].Time!.Value.Nanoseconds < 0 ? "−" : "+")}{Figures.Time(Math.Abs(apart[0].Time!.Value.Nanoseconds))}.";
        }
        return text.Trim();
    }

    private static string Front(IReadOnlyList<FrontEndLine> lines)
    {
        var added = lines.SelectMany(line => line.Added).Where(one => one.Language == Contender.CSharp).ToList();
        if (added.Count == 0)
            return "";
        var narrowest = added.Where(one => one.Difference.Interval is not null).MinBy(one => one.Difference.Interval!.Value.High - one.Difference.Interval!.Value.Low);
        var counts = string.Join(", ", new[] { "met", "missed", "undecided" }.Select(word => (word, count: added.Count(one => one.Judgement == word))).Where(one => one.count > 0).Select(one => $"{one.word} in {one.count}"));
        return $"C#'s target of 20 ns an operation is {counts} of {added.Count} lines"
            + (narrowest is null ? "." : Said($"; where it is known best it adds {WhySection.Signed(narrowest.Difference.Median)} ({WhySection.Signed(narrowest.Difference.Interval!.Value.Low)} to {WhySection.Signed(narrowest.Difference.Interval!.Value.High)})."));
    }

    private static string Near(IReadOnlyList<Throughput> rates, Throughput? peak)
    {
        var shares = rates.Where(one => one.Of.ContainsKey(Contender.Cpp)).Select(one => (one.Label, Share: one.Of[Contender.Cpp] / (peak?.Of.Values.Max() ?? double.NaN))).OrderBy(one => one.Share).ToList();
        if (shares.Count == 0 || double.IsNaN(shares[0].Share))
            return "";
        return shares.Count == 1
            ? Said($"C++ reaches {shares[0].Share * 100:0} % of the peak.")
            : Said($"C++ reaches from {shares[0].Share * 100:0} % of the peak ({shares[0].Label}) to {shares[^1].Share * 100:0} % ({shares[^1].Label}).");
    }

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
