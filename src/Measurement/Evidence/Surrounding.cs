using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>Something around two runs that is not the same.</summary>
/// <param name="What">Such as <c>libtorch</c>.</param>
/// <param name="Before">As the first file has it.</param>
/// <param name="After">As the second has it.</param>
/// <param name="Contenders">Whom it concerns; empty where it concerns everybody.</param>
public sealed record Surrounding(string What, string Before, string After, IReadOnlyList<string> Contenders)
{
    private const string Unknown = "unknown";
    private const double Quarter = 1 << 28;

    /// <summary>Everything that differs, except the time at which the runs were taken. A load average only where it differs by 1 or more.</summary>
    internal static IReadOnlyList<Surrounding> Differing(Results before, Results after)
    {
        var (one, two) = (before.Machine, after.Machine);
        var everybody = new List<(string What, string? Before, string? After)>
        {
            ("processor", one.Cpu, two.Cpu),
            ("cores", Number(one.Cores), Number(two.Cores)),
            ("memory", Gibibytes(one.MemoryBytes), Gibibytes(two.MemoryBytes)),
            ("machine", Kind(one.Hypervisor), Kind(two.Hypervisor)),
            ("GPU", one.Gpu, two.Gpu),
            ("architecture", one.Architecture, two.Architecture),
            ("system", one.Os, two.Os),
            ("kernel", one.Kernel, two.Kernel),
            ("runtime", one.Runtime, two.Runtime),
            ("threads", Threads(before), Threads(after)),
            ("commit", before.Commit, after.Commit),
            ("seed", Number(before.Seed), Number(after.Seed)),
        };
        if (Math.Abs((one.Load - two.Load) ?? 0) >= 1)
            everybody.Add(("load average", Number(one.Load!.Value), Number(two.Load!.Value)));
        return [.. everybody.Select(thing => (thing.What, thing.Before, thing.After, Contender: (string?)null))
            .Concat(after.Contenders.SelectMany(entry => before.Contenders.FirstOrDefault(other => other.Contender == entry.Contender) is { } other ? Of(other, entry) : []))
            .Where(thing => thing.Before != thing.After)
            .GroupBy(thing => (thing.What, thing.Before, thing.After), thing => thing.Contender)
            .Select(group => new Surrounding(group.Key.What, group.Key.Before ?? Unknown, group.Key.After ?? Unknown, [.. group.OfType<string>()]))];
    }

    private static IEnumerable<(string What, string? Before, string? After, string? Contender)> Of(ContenderEntry before, ContenderEntry after)
    {
        IEnumerable<(string What, string? Before, string? After)> things =
        [
            ("name", before.Title, after.Title),
            ("language", before.Language, after.Language),
            ("libtorch", before.LibTorch, after.LibTorch),
            ("BLAS", before.Blas, after.Blas),
            ("CPU capability", before.CpuCapability, after.CpuCapability),
            .. before.Versions.Keys.Union(after.Versions.Keys).Select(name => (
                name,
                (string?)before.Versions.GetValueOrDefault(name),
                (string?)after.Versions.GetValueOrDefault(name))),
        ];
        return things.Select(thing => (thing.What, thing.Before, thing.After, (string?)after.Contender));
    }

    private static string Threads(Results results) =>
        string.Join(", ", results.Rows.Select(row => row.Case.Threads).Distinct().Order().Select(count => Number(count)));

    private static string? Gibibytes(long? bytes) =>
        bytes is { } count ? (Math.Round(count / Quarter) * 0.25).ToString("0.00", CultureInfo.InvariantCulture) + " GiB" : null;

    private static string? Kind(bool? hypervisor) => hypervisor switch { true => "virtual", false => "bare", null => null };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
