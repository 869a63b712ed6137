using System.Diagnostics;
using System.Text;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// Makes a side: takes a build that is there, or copies a source to a folder outside the repository and builds it. Both sides' paths are
/// equally long, for a path's length moves what lies behind it in memory.
/// </summary>
/// <param name="repository">Where commits are looked up, and the working tree of <see cref="WorkingTree"/>.</param>
/// <param name="scratch">A folder of this run's own, outside the repository.</param>
internal sealed class SideBuild(string repository, string scratch)
{
    /// <summary>What names the files as they lie in the repository, changes that are not committed too.</summary>
    public const string WorkingTree = ".";

    /// <summary>What comes before the name of a torch.</summary>
    public const string TorchPrefix = "torch=";

    private const string Shim = "src/LibTorch/native";
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(15);

    /// <summary>The folders of both sides, of equal length.</summary>
    private string FolderOf(string label) => Path.Combine(scratch, label);

    /// <summary>Whether there is such a side; before minutes go into building the other.</summary>
    /// <exception cref="Fault">There is not.</exception>
    public void Check(string named)
    {
        if (named.StartsWith(TorchPrefix, StringComparison.Ordinal))
            Torch(named[TorchPrefix.Length..]);
        else if (named == WorkingTree)
            SourceTree.CheckIsWorkingTree(repository);
        else if (File.Exists(Path.Combine(named, "perf.dll")))
            return;
        else if (File.Exists(Path.Combine(named, "PerfSuite.sln")))
            SourceTree.CheckIsWorkingTree(named);
        else
            SourceTree.Resolve(repository, named);
    }

    /// <param name="label"><c>base</c> or <c>head</c>.</param>
    /// <param name="named">A commit, a folder with a build or a source, <c>torch=VERSION|FOLDER</c>, or <see cref="WorkingTree"/>.</param>
    /// <param name="cancellation">Ends a build.</param>
    /// <param name="mutant">Made to the copy of the source before it is built; null for none.</param>
    /// <exception cref="Fault">It cannot be had: says why, and the cure.</exception>
    public Side Make(string label, string named, CancellationToken cancellation, Mutant? mutant = null)
    {
        if (named != WorkingTree && mutant is null && File.Exists(Path.Combine(named, "perf.dll")))
        {
            var ready = Path.GetFullPath(named);
            return Side.Of(label, new GateSide(named, SourceCommit.Of(ready), null, Side.Digest(ready), null), Path.Combine(ready, "perf.dll"), null);
        }
        var folder = FolderOf(label);
        Directory.CreateDirectory(folder);
        string? commit;
        IReadOnlyList<string> torch = [];
        if (named.StartsWith(TorchPrefix, StringComparison.Ordinal))
        {
            torch = Torch(named[TorchPrefix.Length..]);
            SourceTree.Copy(repository, folder);
            commit = SourceCommit.Of(repository);
        }
        else if (named == WorkingTree || File.Exists(Path.Combine(named, "PerfSuite.sln")))
        {
            var tree = named == WorkingTree ? repository : Path.GetFullPath(named);
            SourceTree.Copy(tree, folder);
            commit = SourceCommit.Of(tree);
        }
        else
            commit = SourceTree.Extract(repository, named, folder);
        mutant?.Apply(folder);
        var source = SourceTree.DigestOfBuilt(folder);
        var choices = Path.Combine(repository, "Local.props");
        if (File.Exists(choices))
            File.Copy(choices, Path.Combine(folder, "Local.props"), overwrite: true);
        TakeShim(folder);
        // The C++ peer is this program's own.
        Dotnet(label, folder, ["build", "perf", "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:CppPeer=false", .. torch], cancellation);
        var output = Path.Combine(folder, "perf", "bin", "Release", "net10.0");
        if (!File.Exists(Path.Combine(output, "perf.dll")))
            throw new Fault($"{label} ({named}) was built and has no perf.dll in {output}: is it a version from before the program had that name?", ExitCode.CouldNotMeasure);
        return Side.Of(label, new GateSide(mutant is null ? named : $"{named} with {mutant.Name}", commit, source, Side.Digest(output), null), Path.Combine(output, "perf.dll"), folder);
    }

    /// <summary>
    /// Minutes of C++ that would come out the same: where a side's shim has the source of the repository's, and that is built, its library is
    /// taken, and the side's build finds it up to date. Folders are named by their libtorch, so one for another libtorch is not found.
    /// </summary>
    private void TakeShim(string folder)
    {
        var (ours, theirs) = (Path.Combine(repository, Shim), Path.Combine(folder, Shim));
        var built = Path.Combine(repository, Path.GetDirectoryName(Shim)!, "obj", "native");
        if (!Directory.Exists(ours) || !Directory.Exists(theirs) || !Directory.Exists(built) || SourceTree.Digest(ours) != SourceTree.Digest(theirs))
            return;
        var newest = Directory.EnumerateFiles(ours).Max(File.GetLastWriteTimeUtc);
        foreach (var library in Directory.EnumerateFiles(built, "*.so", SearchOption.AllDirectories).Where(file => File.GetLastWriteTimeUtc(file) >= newest))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(repository, library));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(library, copy, overwrite: true);
            File.SetLastWriteTimeUtc(copy, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>The properties that choose a torch: a version of the package, or a folder with libtorch.</summary>
    private static IReadOnlyList<string> Torch(string named) =>
        Directory.Exists(named) ? ["-p:TorchSupplier=System", $"-p:LibTorchFolder={Path.GetFullPath(named)}"]
        : Version.TryParse(named, out _) ? ["-p:TorchSupplier=Package", $"-p:TorchSharpVersion={named}"]
        : throw Fault.Usage($"{TorchPrefix}{named}: neither a folder with libtorch nor a version of TorchSharp such as 0.107.0.");

    /// <summary>Builds; no server stays behind that would take time from what is measured.</summary>
    /// <exception cref="Fault">It does not build, or not in time.</exception>
    internal static void Dotnet(string label, string folder, IReadOnlyList<string> arguments, CancellationToken cancellation, KeyValuePair<string, string>? variable = null)
    {
        var log = Path.Combine(folder, "build.log");
        var start = new ProcessStartInfo(Workplace.DotnetHost, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        if (variable is { } named)
            start.Environment[named.Key] = named.Value;
        var said = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var clock = Stopwatch.StartNew();
        while (!process.WaitForExit(200))
            if (cancellation.IsCancellationRequested || clock.Elapsed > limit)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new Fault($"{label} was not built within {limit.TotalMinutes:0} minutes.", ExitCode.CouldNotMeasure);
            }
        process.WaitForExit();
        var text = said.ToString();
        if (process.ExitCode == 0)
            return;
        File.WriteAllText(log, text);
        var why = text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? "it says nothing of why";
        throw new Fault($"{label} cannot be built: {OneLine.Of(why, 300)}", ExitCode.CouldNotMeasure);

        void Note(string? line)
        {
            lock (said)
                if (line is not null && said.Length < 1 << 20)
                    said.AppendLine(line);
        }
    }
}
