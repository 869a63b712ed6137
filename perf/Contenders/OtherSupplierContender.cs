using System.Diagnostics;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>
/// C# with the supplier of TorchSharp's API that this program was not built with: a second build of it, side by side, where the machine has both.
/// </summary>
internal static class OtherSupplierContender
{
    private static readonly bool isPackage = TorchRuntime.Current.Contender != Package;
    private const string Package = "csharp-torchsharp";
    private const string System = "csharp-system";

    /// <summary>As in results.</summary>
    public static string Name => isPackage ? Package : System;

    private static string Supplier => isPackage ? "Package" : "System";

    private static string Build => Path.Combine(Workplace.Artifacts, "suppliers", Supplier);

    private static string Folder => Path.Combine(Build, "bin", "perf", "release");

    /// <summary>Whether somebody has built it; then it takes part unasked.</summary>
    public static bool IsBuilt => File.Exists(Path.Combine(Folder, "perf.dll"));

    public static Contender Find(IReadOnlyDictionary<string, string> environment) => IsBuilt
        ? new(Name, Title, new WorkerCommand(Name, Workplace.DotnetHost, [Path.Combine(Folder, "perf.dll"), "worker"], CSharpContender.Steady(environment)), null) { Objection = Objection }
        : new(Name, Title, null, $"not built; `dotnet build perf -c Release -p:TorchSupplier={Supplier} --artifacts-path {Path.GetRelativePath(Workplace.Root, Build)}` builds it beside this one");

    /// <summary>What is wrong with a hello from there; null where nothing is.</summary>
    public static string? Objection(WorkerHello hello, int process) =>
        hello.Contender == Name ? null : $"calls itself {hello.Contender}, not {Name}: another build lies in its place";

    /// <summary>With its version, as far as its file tells.</summary>
    private static string Title
    {
        get
        {
            if (!isPackage)
                return "C# PerfSuite binding";
            var library = Path.Combine(Folder, "TorchSharp.dll");
            return "C# TorchSharp" + (File.Exists(library) && FileVersionInfo.GetVersionInfo(library).ProductVersion?.Split('+')[0] is { Length: > 0 } version ? " " + version : "");
        }
    }
}
