using System.Text.RegularExpressions;

namespace PerfSuite.Diagnosis;

/// <summary>What on Windows keeps libtorch from loading, or makes its times another machine's.</summary>
internal static partial class WindowsFindings
{
    private const string Again = "`dotnet restore --force`, then build again";
    private const string RuntimeCure = "`winget install Microsoft.VCRedist.2015+.x64`, or https://aka.ms/vs/17/release/vc_redist.x64.exe";
    private const string DriverCure = "https://www.nvidia.com/drivers has newer ones";

    /// <summary>A version of TorchSharp whose libraries suit each other on Windows.</summary>
    private const string Sound = "`-p:TorchSharpVersion=0.105.1`";

    /// <summary>Libraries, C++ runtime, driver, power plan.</summary>
    public static IEnumerable<Finding> Of(WindowsFacts facts) =>
    [
        Imports(facts.Tree), Runtime(facts), Driver(facts),
        facts.Plan is { } plan ? new("power plan", plan.Name, plan.Warning) : new("power plan", "Windows does not tell"),
    ];

    private static Finding Imports(DllTree? tree)
    {
        const string name = "DLL imports";
        if (tree is null)
            return new(name, $"{WindowsFacts.Root} is not here", $"TorchSharp-cpu or TorchSharp-cuda-windows brings it, for x64: {Again}");
        string[] faults =
        [
            .. tree.Missing.GroupBy(one => one.Library, StringComparer.OrdinalIgnoreCase).Select(one => $"{string.Join(", ", one.Select(want => want.Asker).Distinct())} wants {one.Key}, which is nowhere: {Cure(one.Key)}"),
            .. tree.Lacking.Select(one => $"{one.Asker} wants {one.Functions.Count} {(one.Functions.Count == 1 ? "function" : "functions")} that {one.Library} has not ({one.Functions[0]}): they are of different versions; {Sound} has those that suit each other"),
            .. tree.Unreadable.Select(one => $"{one.Library} cannot be read ({one.Why}): {Again}"),
        ];
        return new(name, $"{tree.Libraries.Count} libraries looked through, {WindowsFacts.Root} first", faults.Length == 0 ? null : string.Join("; ", faults));
    }

    private static string Cure(string library) => library.ToLowerInvariant() switch
    {
        var name when RuntimeName().IsMatch(name) => RuntimeCure,
        "nvcuda.dll" or "nvml.dll" => $"it comes with NVIDIA's driver; {DriverCure}",
        var name when CudaName().IsMatch(name) => $"the CUDA package of this version lacks it; {Sound}, or `-p:Cuda=false`",
        _ => $"its package lacks it, or was not unpacked whole; {Again}, or {Sound}",
    };

    private static Finding Runtime(WindowsFacts facts)
    {
        const string name = "VC++ runtime";
        if (facts.RuntimePath is null)
            return new(name, "not here", $"libtorch stands on it: {RuntimeCure}");
        // Microsoft asks for one that is not older than the tools that a library was made with.
        var newest = facts.Tree?.Libraries.Where(one => one.Value.Imports.Any(import => RuntimeName().IsMatch(import.Library.ToLowerInvariant()))).OrderByDescending(one => one.Value.Linker).FirstOrDefault();
        return new(
            name, $"{facts.Runtime?.ToString() ?? "of unknown version"}, {facts.RuntimePath}",
            facts.Runtime is { } version && newest is { Key: { } library, Value.Linker: { } linker } && new Version(version.Major, version.Minor) < linker
                ? $"{library} was made with {linker}, and an older runtime may crash within it: {RuntimeCure}; if that is not the file above, take its folder off the PATH"
                : null);
    }

    private static Finding Driver(WindowsFacts facts)
    {
        const string name = "NVIDIA driver";
        var needed = facts.Tree?.Libraries.Values.SelectMany(library => library.Imports).Select(import => CudaRuntime().Match(import.Library)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["version"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Select(number => number >= 100 ? number / 10 : number).DefaultIfEmpty().Max() ?? 0;
        return (facts.Driver, needed) switch
        {
            (null, 0) => new(name, "none, and none is needed: this libtorch computes on the processor"),
            (null, _) => new(name, "none", $"this libtorch is made for CUDA {needed}, and without a driver it computes on the processor: {DriverCure}; or build with `-p:Cuda=false`"),
            ({ } driver, 0) => new(name, $"{driver}; this libtorch computes on the processor, `-p:Cuda=true` on the GPU"),
            ({ } driver, _) => new(name, driver.ToString(), driver.Cuda.Major < needed ? $"this libtorch is made for CUDA {needed}: {DriverCure}" : null),
        };
    }

    [GeneratedRegex("^(vcruntime|msvcp|concrt|vcomp)140")]
    private static partial Regex RuntimeName();

    [GeneratedRegex("^(cu(dart|blas|blaslt|dnn|fft|pti|rand|solver|solvermg|sparse)|nvrtc|nvjitlink|nvtoolsext|zlibwapi)[^/]*\\.dll$")]
    private static partial Regex CudaName();

    [GeneratedRegex(@"^cudart64_(?<version>\d{2,3})\.dll$", RegexOptions.IgnoreCase)]
    private static partial Regex CudaRuntime();
}
