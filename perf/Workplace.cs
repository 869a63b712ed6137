using System.Runtime.InteropServices;

namespace PerfSuite;

/// <summary>Where the program finds its parts and leaves its artifacts.</summary>
internal static class Workplace
{
    /// <summary>The nearest folder at or above the current one that holds PerfSuite.sln; the current one if there is none.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Results, made data and benchmark reports: <c>artifacts/</c> under <see cref="Root"/>.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>This program's assembly. In the tests it lies beside theirs.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "perf.dll");

    /// <summary>
    /// The <c>dotnet</c> that runs this very process. <see cref="Environment.ProcessPath"/> is that only when the program
    /// was started through it; under an apphost or a test host the runtime's own folder, <c>shared/NAME/VERSION</c>, leads there.
    /// </summary>
    public static string DotnetHost { get; } = FindHost();

    /// <summary>How somebody standing in a checkout starts it, wherever it was built.</summary>
    public const string Checkout = "dotnet run -c Release --project perf --";

    /// <summary>How somebody standing in the current folder starts this program.</summary>
    public static string Command { get; } = File.Exists(Path.Combine("perf", "perf.csproj"))
        ? Checkout
        : $"dotnet {Program}";

    /// <summary>The shortest way to write a path for somebody standing in the current folder.</summary>
    public static string Show(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "PerfSuite.sln")))
                return folder.FullName;
        return Environment.CurrentDirectory;
    }

    private static string FindHost()
    {
        if (Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet")
            return path;
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
            OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
