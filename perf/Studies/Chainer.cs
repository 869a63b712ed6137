using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>Chainer beside PyTorch, in sentences: what the articles compared, against what is measured here.</summary>
internal static class Chainer
{
    // Hours of 100 epochs on a CPU.
    private const double PublishedChainer = 77.5;
    private const double PublishedPyTorch = 48.1;
    private const double PublishedRatio = PublishedChainer / PublishedPyTorch;

    /// <summary>Whether anything of it was measured.</summary>
    public static bool IsIn(Run run) => run.Rows.Any(row => Measured(row) && row.Contender == Contender.Chainer);

    /// <summary>Who trains faster, and whether the article's order still stands.</summary>
    public static FormattableString Training(Run run)
    {
        var steps = run.Ratios.Where(ratio => ratio is { Contender: Contender.Chainer, Case.Phase: "step" }).ToList();
        if (steps.Count == 0)
            return $"In the article Chainer trained {PublishedRatio:0.00} times as long as PyTorch on a CPU; here no step of both was timed.";
        var told = string.Join(", ", steps.Select(step => $"{Word(step)} with {(step.Case.Settings.Length == 0 ? "momentum" : "Adam")}"));
        return $"In the article Chainer trained {PublishedRatio:0.00} times as long as PyTorch on a CPU, {PublishedChainer} h and {PublishedPyTorch} h. Here a step of {steps[0].Case.Batch}, its pictures at hand, takes Chainer {told} times as long as PyTorch from Python: {Verdict(steps, slower: "slower, as published", faster: "the other order than the published one")}{Size(steps)}.";
    }

    /// <summary>The same of one picture: by itself, and as the authors timed it.</summary>
    public static FormattableString Prediction(Run run, int pictures)
    {
        if (run.Ratios.FirstOrDefault(ratio => ratio is { Contender: Contender.Chainer, Case.Phase: "infer" }) is not { } infer)
            return $"Its predictions were not timed beside PyTorch's.";
        var authors = Timed(Contender.Chainer) / Timed(Contender.Python) is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"; as the authors timed it, reading included, the medians are {ratio:0.00} to 1") : "";
        return $"Its predictions on a CPU the article found faster; here one takes {Word(infer)} times as long as PyTorch's, {Verdict([infer], slower: "so it is the slower one", faster: "so it is the faster one here too")}{authors}. Chainer unfolds a picture and leaves the rest of a convolution to the BLAS, libtorch has kernels of its own for it.";

        double? Timed(string contender) => Median("data", contender) / pictures + Median("forward", contender);
        double? Median(string phase, string contender) => run.Rows.FirstOrDefault(row => row.Case.Phase == phase && row.Contender == contender)?.Median;
    }

    /// <summary>Forward and backward of the whole network, batch by batch; null where it was not timed.</summary>
    public static FormattableString? ForwardAndBackward(Run run)
    {
        var beside = run.Ratios.Where(ratio => ratio.Case.Phase == "gradient" && ratio.Contender == AutogradStudy.NameOf(Contender.Chainer, AutogradStudy.Automatic)).ToList();
        if (beside.Count == 0)
            return null;
        var (least, most) = (beside.Min(ratio => ratio.Median), beside.Max(ratio => ratio.Median));
        return $"Chainer takes {(beside.Count == 1 ? Word(beside[0]) : string.Create(CultureInfo.InvariantCulture, $"{least:0.00} to {most:0.00}"))} times as long as PyTorch's Python for forward and backward, {Verdict(beside, slower: "slower, as it trained in the first article", faster: "faster, where it trained slower in the first article")}.";
    }

    private static string Verdict(IReadOnlyList<Ratio> ratios, string slower, string faster) =>
        ratios.All(ratio => !ratio.ContainsOne && ratio.Median > 1) ? slower
        : ratios.All(ratio => !ratio.ContainsOne && ratio.Median < 1) ? faster
        : "which shows no one order";

    // The article's ratio is of one run of whole trainings, loaders included: nothing to hold an interval against, so only named.
    private static string Size(IReadOnlyList<Ratio> steps)
    {
        var momentum = steps.FirstOrDefault(step => step.Case.Settings.Length == 0) ?? steps[0];
        return momentum is { ContainsOne: false, Median: > 1 } && momentum.Low is { } low && momentum.High is { } high
            ? PublishedRatio < low ? ", and by more" : PublishedRatio > high ? ", but by less" : ", and by as much"
            : "";
    }

    private static string Word(Ratio ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Low ?? double.NaN:0.00}–{ratio.High ?? double.NaN:0.00})");

    private static bool Measured(Row row) => row.Status == RowStatus.Measured;
}
