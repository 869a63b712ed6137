using System.Globalization;
using System.Text;

namespace PerfSuite.Learning.Leaks;

/// <summary>What steps left alive.</summary>
/// <param name="Steps">How many were looked at.</param>
/// <param name="Alive">Tensors that stayed alive over all of them.</param>
/// <param name="Leaks">The same by place, the most first. Where places are not known, by type and shape, and then some may be missing.</param>
/// <param name="PlacesAreKnown">Whether the supplier of TorchSharp's API records where tensors are made.</param>
/// <param name="Supplier">Its name, as people know it.</param>
public sealed record LeakReport(int Steps, long Alive, IReadOnlyList<Leak> Leaks, bool PlacesAreKnown, string Supplier)
{
    /// <summary>The most places that <see cref="Describe"/> tells of.</summary>
    private const int MostTold = 20;

    /// <summary>Whether nothing stayed alive.</summary>
    public bool IsClean => Alive == 0;

    /// <summary>How often something happens: <c>2 a step</c>, or where that is no whole number <c>1 in 3 steps</c>.</summary>
    public string Rate(long count) => count % Steps == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{count / Steps} a step")
        : string.Create(CultureInfo.InvariantCulture, $"{count} in {Steps} steps");

    /// <summary>Lines for people.</summary>
    /// <param name="shown">How a path is written; as it is if left out.</param>
    public IEnumerable<string> Describe(Func<string, string>? shown = null)
    {
        if (IsClean)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"no tensor stays alive ({Steps} {(Steps == 1 ? "step" : "steps")} looked at)");
            yield break;
        }
        yield return $"{(Alive == 1 ? "tensor stays" : "tensors stay")} alive: {Rate(Alive)}";
        foreach (var leak in Leaks.Take(MostTold))
        {
            var line = new StringBuilder($"  {Rate(leak.Count)}");
            if (leak.What is { } what)
                line.Append(CultureInfo.InvariantCulture, $", {what}");
            yield return line.Append(CultureInfo.InvariantCulture, $", {leak.Fate}").ToString();
            foreach (var place in leak.Stack)
                yield return $"     at {(place.File is { } file && shown is not null ? place with { File = shown(file) } : place)}";
            if (leak.Ways > 1)
                yield return string.Create(CultureInfo.InvariantCulture, $"     the most common of {leak.Ways} ways there");
        }
        if (Leaks.Count > MostTold)
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {Leaks.Skip(MostTold).Sum(leak => leak.Count)} more from {Leaks.Count - MostTold} other places");
        if (Alive - Leaks.Sum(leak => leak.Count) is > 0 and var others)
            yield return string.Create(CultureInfo.InvariantCulture, $"  {others} that were made on another thread, or taken out of every dispose scope");
        if (!PlacesAreKnown)
            yield return $"  {Supplier} does not tell where a tensor was made; a build with TorchSupplier=System does.";
    }
}
