using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using PerfSuite.Correctness;

[assembly: OneCategoryEach]

namespace PerfSuite.Correctness;

/// <summary>
/// Gives every test the category that is written nearest to it: on itself, its method, its fixture; where none is, <c>Fast</c>. A case that is
/// slow within a fixture of agreement is then slow and nothing else.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class OneCategoryEachAttribute : NUnitAttribute, IApplyToTest
{
    /// <summary>Where nothing is written.</summary>
    public const string Fast = "Fast";

    /// <summary>All there are, as <c>--filter TestCategory=</c> knows them.</summary>
    public static IReadOnlyList<string> All { get; } = [Fast, "Agreement", "RealData", "Gpu", "Slow"];

    /// <summary>Called once, when all fixtures are below the assembly's own suite.</summary>
    public void ApplyToTest(Test test) => Give(test, [Fast]);

    private static void Give(ITest test, IReadOnlyList<string> nearest)
    {
        var own = test.Properties[PropertyNames.Category];
        if (own.Count > 0)
            nearest = [.. own.Cast<string>()];
        own.Clear();
        if (!test.IsSuite)
            foreach (var category in nearest)
                own.Add(category);
        foreach (var child in test.Tests)
            Give(child, nearest);
    }
}
