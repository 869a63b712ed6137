using PerfSuite.Learning.Leaks;

namespace PerfSuite.Constraints;

/// <summary>What a piece of code may leave alive: <c>Assert.That(() => step.Run(), Leaks.Nothing)</c>.</summary>
public static class Leaks
{
    /// <summary>
    /// No tensor. The code runs <see cref="LeakSearch.WarmUp"/> + <see cref="LeakSearch.Steps"/> times; a result that can be disposed, such
    /// as a tensor, is disposed, for it is the caller's. A failure names how many tensors a step leaves and where they were made.
    /// </summary>
    public static LeakConstraint Nothing => new();
}
