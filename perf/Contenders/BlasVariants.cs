using PerfSuite.Diagnosis;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>Everything that the mathematics under libtorch can be on this machine without changing the machine.</summary>
internal static class BlasVariants
{
    /// <summary>Names the folder of unpacked packages.</summary>
    public const string Variable = "PERFSUITE_BLAS";

    /// <summary>How to have more of them, where the package system is Debian's.</summary>
    public const string Cure = "More to compare, without installing any: in an empty folder DIR, `apt-get download libblas3 libopenblas0-pthread libblis4-openmp libatlas3-base`, `for p in *.deb; do dpkg -x $p ${p%%_*}; done`; then `study blas --blas-folder DIR`.";

    /// <summary>The system's choice first, the others held against it: other libraries, OpenBLAS with other kernels, libtorch with other instructions.</summary>
    /// <param name="unpacked">A folder of unpacked packages; null is none.</param>
    /// <param name="links">Folder for links.</param>
    public static IReadOnlyList<Contender> Find(Contender worker, string? unpacked, string links)
    {
        var own = Blas.OfThisProcess(TorchRuntime.Current);
        var libraries = own.IsReplaceable ? BlasLibraries.Find(unpacked).Where(library => library.Path != own.Path).ToList() : [];
        var variants = new List<BlasVariant> { new(BlasVariant.System, $"{TitleOf(own)} (in use)") };
        variants.AddRange(libraries.Select(library => new BlasVariant(library.Name, library.Name, library)));
        if (own.Core is not null || libraries.Exists(library => library.IsOpenBlas))
            variants.AddRange(Cores(worker, own.Core is null ? libraries.Find(library => library.IsOpenBlas) : null, own.Core, links));
        var used = TorchRuntime.Current.CpuCapability;
        variants.AddRange(BlasVariant.Capabilities(Blas.ProcessorFlags()).Where(level => used is null || !BlasVariant.Same(level, used))
            .Select(level => new BlasVariant($"aten-{level}", $"ATen {level}", Capability: level)));
        return [.. variants.Select(variant => variant.Of(worker, links))];
    }

    /// <summary>Those kernels that a library really has: asked of a worker each, since a library falls back to others silently.</summary>
    private static IEnumerable<BlasVariant> Cores(Contender worker, BlasLibrary? library, string? chosen, string links)
    {
        var asked = BlasVariant.CoreTypes(Blas.ProcessorFlags(), Blas.IsAmd()).Where(core => !core.Equals(chosen, StringComparison.OrdinalIgnoreCase))
            .Select(core => new BlasVariant($"{library?.Name ?? BlasVariant.System}-{core.ToLowerInvariant()}", $"kernels {core}", library, core)).ToList();
        using var lineup = new Studies.Lineup([.. asked.Select(variant => variant.Of(worker, links))], WorkerLimits.Default);
        return [.. asked.Where(variant => lineup.Entrants.First(entrant => entrant.Contender.Name == variant.Name).Failure is null)];
    }

    private static string TitleOf(Blas blas) => blas.Path is { } path
        ? blas.IsReference ? "reference" : Path.GetFileName(Path.GetDirectoryName(path)) is { } folder && folder.Contains('-', StringComparison.Ordinal) && !folder.Contains("-linux-", StringComparison.Ordinal) ? folder : Path.GetFileName(path)
        : "libtorch's own";
}
