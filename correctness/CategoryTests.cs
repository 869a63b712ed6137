using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace PerfSuite.Correctness;

/// <summary>So that a category can be run by its name and nothing is run twice or never.</summary>
public sealed class CategoryTests
{
    [Test]
    public void Every_test_has_exactly_one_category()
    {
        var odd = Tests().Where(test => Categories(test) is not [var only] || !OneCategoryEachAttribute.All.Contains(only));
        Assert.That(odd.Select(test => $"{test.FullName}: {string.Join(", ", Categories(test))}"), Is.Empty);
    }

    [Test]
    public void What_is_slow_runs_only_when_asked_for_and_says_how_long_or_how()
    {
        var slow = Tests().Where(test => Categories(test).Contains("Slow")).ToArray();
        Assert.That(slow, Is.Not.Empty);
        Assert.That(slow.Where(test => !Ways(test).Any(way => way.RunState == RunState.Explicit && Reason(way) is { Length: > 0 })).Select(test => test.FullName), Is.Empty);
        Assert.That(Tests().Except(slow).Where(test => Ways(test).Any(way => way.RunState == RunState.Explicit)).Select(test => test.FullName), Is.Empty, "explicit, but not slow");
    }

    [Test]
    public void Whoever_compares_languages_is_found_under_agreement() =>
        Assert.That(
            Tests().Where(test => test.FullName.Contains(".Agreements.", StringComparison.Ordinal)).SelectMany(Categories).Distinct(),
            Is.SubsetOf(new[] { "Agreement", "Gpu", "Slow" }));

    private static IEnumerable<ITest> Tests()
    {
        ITest whole = TestExecutionContext.CurrentContext.CurrentTest;
        while (whole.Parent is { } parent)
            whole = parent;
        return Below(whole);
    }

    private static IEnumerable<ITest> Below(ITest test) => test.IsSuite ? test.Tests.SelectMany(Below) : [test];

    /// <summary>The test and all that it is in.</summary>
    private static IEnumerable<ITest> Ways(ITest? test)
    {
        for (; test is not null; test = test.Parent)
            yield return test;
    }

    private static string[] Categories(ITest test) => [.. test.Properties[PropertyNames.Category].Cast<string>()];

    private static string? Reason(ITest test) => test.Properties.Get(PropertyNames.SkipReason) as string;
}
