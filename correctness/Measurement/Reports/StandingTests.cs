using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

public sealed class StandingTests
{
    private static readonly double[] steady = [100, 101, 99, 100, 102, 98, 100];

    [TestCase(1.00, Verdict.Same)]
    [TestCase(1.20, Verdict.Slower)]
    [TestCase(0.80, Verdict.Faster)]
    public void A_case_is_judged_by_its_paired_rounds(double factor, Verdict expected)
    {
        var (cpp, own) = (Row("cpp", steady), Row("python", [.. steady.Select(round => round * factor)]));
        var standing = Standing.Of(Of(cpp, own), 0.02, _ => true).Single();
        Assert.That((standing.Contender, standing.To, standing.Count(expected), standing.Cases.Count), Is.EqualTo(("python", "cpp", 1, 1)));
        Assert.That(standing.Most?.Ratio.Median, expected == Verdict.Same ? Is.Null : Is.EqualTo(factor).Within(1e-9));
    }

    [Test]
    public void What_is_not_chosen_or_has_no_ratio_does_not_count()
    {
        var results = Of(Row("cpp", steady), Row("python", steady));
        Assert.That(Standing.Of(results, 0.02, _ => false), Is.Empty);
        Assert.That(Standing.Of(results with { Rows = [results.Rows[1]] }, 0.02, _ => true), Is.Empty, "the other side is gone");
        Assert.That(Standing.Of(results with { Rows = [Row("cpp", [1e-300]), Row("python", [1e300])] }, 0.02, _ => true), Is.Empty, "a ratio that is no number");
    }

    [Test]
    public void The_largest_certain_difference_is_told_whichever_way_it_lies()
    {
        var cases = new[] { 1.2, 1 / 1.4, 1.3, 1.001 }.Select((factor, place) => (Case: Made.Step with { Batch = place + 1 }, Factor: factor)).ToList();
        var rows = cases.SelectMany(one => new[] { Row("cpp", steady) with { Case = one.Case }, Row("python", [.. steady.Select(round => round * one.Factor)]) with { Case = one.Case } }).ToList();
        var results = Made.Results([.. rows]) with { Ratios = [.. cases.Select((_, place) => Ratio.Of(rows[(2 * place) + 1], rows[2 * place])!)] };
        var standing = Standing.Of(results, 0.02, _ => true).Single();
        Assert.That(standing.Most!.Case.Batch, Is.EqualTo(2));
        Assert.That((standing.Count(Verdict.Slower), standing.Count(Verdict.Faster), standing.Count(Verdict.Same)), Is.EqualTo((2, 1, 1)));
    }

    private static Row Row(string contender, double[] rounds) =>
        PerfSuite.Measurement.Row.Of(Made.Step, new RoundsOutcome("step", 1, [new ContenderRounds(contender, [], rounds, null)], false), contender);

    private static Results Of(Row to, Row row) => Made.Results(to, row) with { Ratios = [Ratio.Of(row, to)!] };
}
