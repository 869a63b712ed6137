namespace PerfSuite.Studies;

/// <summary>What a user may want of a study's data and trainings other than its profile has it.</summary>
/// <param name="Data">Folder with real files to learn from; null draws some.</param>
/// <param name="Images">Learned from, at most, and half as many tested on; null is the profile's.</param>
/// <param name="Epochs">Of every training; null is the profile's.</param>
internal sealed record Scope(string? Data = null, int? Images = null, int? Epochs = null)
{
    /// <summary>The profile's choice.</summary>
    public static Scope Standard { get; } = new();
}
