using System.Runtime.InteropServices;

namespace PerfSuite;

/// <summary>Where the program finds its parts and leaves its artifacts.</summary>
internal static class Workplace
{
    /// <summary>The nearest folder at or above the current one that holds PerfSuite.sln, else a repository's; the current one if there is neither.</summary>
    public static string Root { get; } = Above(Environment.CurrentDirectory, IsSuite) ?? Above(Environment.CurrentDirectory, IsRepository) ?? Environment.CurrentDirectory;

    /// <summary>The source that this program was built from, which other projects refer to; null for an installed tool.</summary>
    public static string? Source { get; } = Above(AppContext.BaseDirectory, IsSuite);

    /// <summary>Results, made data and benchmark reports: <c>artifacts/</c> under <see cref="Root"/>.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>This program's assembly: perf.dll, which in the tests lies beside theirs, or the user's own that calls <see cref="Suite.Run"/>.</summary>
    public static string Program { get; set; } = Path.Combine(AppContext.BaseDirectory, "perf.dll");

    /// <summary>Whether the program is the user's own.</summary>
    public static bool IsYours => Path.GetFileName(Program) != "perf.dll";

    /// <summary>This program's own file where it brings its runtime along, as published self-contained: it needs no <c>dotnet</c>. Null where it runs under one.</summary>
    public static string? Alone { get; } =
        Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) ? Environment.ProcessPath : null;

    /// <summary>
    /// The <c>dotnet</c> that runs this very process. <see cref="Environment.ProcessPath"/> is that only when the program
    /// was started through it; under an apphost or a test host the runtime's own folder, <c>shared/NAME/VERSION</c>, leads there.
    /// </summary>
    public static string DotnetHost { get; } = FindHost();

    /// <summary>How somebody standing in a checkout starts it, wherever it was built.</summary>
    public const string Checkout = "dotnet run -c Release --project perf --";

    /// <summary>How somebody standing in the current folder starts this program.</summary>
    public static string Command => Alone is { } own ? Path.IsPathRooted(Show(own)) ? own : Path.Combine(".", Show(own))
        : File.Exists(Path.Combine("perf", "perf.csproj")) && !IsYours ? Checkout
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "perfsuite" ? "perfsuite"
        : $"dotnet {Program}";

    /// <summary>How somebody elsewhere starts it, as a report has it.</summary>
    public static string Again => IsYours || Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "perfsuite" ? Command : Checkout;

    /// <summary>The shortest way to write a path for somebody standing in the current folder.</summary>
    public static string Show(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? Above(string start, Func<string, bool> isIt)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (isIt(folder.FullName))
                return folder.FullName;
        return null;
    }

    private static bool IsSuite(string folder) => File.Exists(Path.Combine(folder, "PerfSuite.sln"));

    // A file in a worktree or a submodule.
    private static bool IsRepository(string folder) => Path.Exists(Path.Combine(folder, ".git"));

    private static string FindHost()
    {
        if (Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet")
            return path;
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
            OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
