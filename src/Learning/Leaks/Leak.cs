using System.Globalization;

namespace PerfSuite.Learning.Leaks;

/// <summary>Tensors that stayed alive, made at one place.</summary>
/// <param name="Count">How many more of them were alive after the steps than before.</param>
/// <param name="Forgotten">Of these, how many nobody could reach any more: a garbage collection would have freed them, some time.</param>
/// <param name="What">Type and shape of one of them, such as <c>Float32 [64,10]</c>; null where it cannot be said.</param>
/// <param name="Stack">
/// Where they were made, innermost first, by the way that led there most often; empty where the supplier does not tell, see
/// <see cref="LeakReport.PlacesAreKnown"/>.
/// </param>
/// <param name="Ways">How many ways led there.</param>
public sealed record Leak(long Count, long Forgotten, string? What, IReadOnlyList<Place> Stack, int Ways = 1)
{
    /// <summary>The innermost place outside the binding; null where it is not known.</summary>
    public Place? Place => Stack.Count > 0 ? Stack[0] : null;

    /// <summary>What becomes of them: whether somebody keeps them, or has forgotten them.</summary>
    public string Fate => Forgotten == 0 ? "kept"
        : Forgotten == Count ? "forgotten: freed by a garbage collection only"
        : string.Create(CultureInfo.InvariantCulture, $"{Forgotten} of {Count} forgotten: freed by a garbage collection only");
}
