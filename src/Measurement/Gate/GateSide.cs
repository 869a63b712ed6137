namespace PerfSuite.Measurement;

/// <summary>Which build a side of the gate is: enough to see that a build was compared with itself by mistake.</summary>
/// <param name="Name">As the user named it: a commit, a folder, <c>torch=…</c>.</param>
/// <param name="Commit">Of its source, <c>-dirty</c> when modified; null where it is not known.</param>
/// <param name="Source">SHA-256 over the names and contents of what its build reads; null for a build whose source is not there.</param>
/// <param name="Build">SHA-256 over the program and libraries that were timed; in words where there are none.</param>
/// <param name="Torch">Supplier, libtorch, BLAS and CPU capability, as its worker says.</param>
public sealed record GateSide(string Name, string? Commit, string? Source, string Build, string? Torch)
{
    /// <summary>A side of which there is no build.</summary>
    public static GateSide Unbuilt(string name) => new(name, null, null, "not built", null);

    /// <summary>Whether the two are one source, or one build: then nothing but noise can be found.</summary>
    public bool IsSameAs(GateSide other) => Build == other.Build || (IsSourceOf(other) && Torch == other.Torch);

    /// <summary>Whether both were built from the same source, as far as it is known.</summary>
    public bool IsSourceOf(GateSide other) => Source is not null && Source == other.Source;
}
