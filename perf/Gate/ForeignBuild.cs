using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// Makes a side of the user's own project: its files are copied out of the repository, and what the build makes lies outside the copy. Both sides
/// refer to the same PerfSuite, so that only what is the user's can differ.
/// </summary>
/// <param name="project">What is built.</param>
/// <param name="scratch">A folder of this run's own, outside the repository.</param>
internal sealed class ForeignBuild(ForeignProject project, string scratch)
{
    /// <summary>The variable that names the source of PerfSuite, for projects that refer to it and not to its packages.</summary>
    public const string Variable = "PERFSUITE";

    /// <summary>Whether there is such a side; before minutes go into building the other.</summary>
    /// <exception cref="Fault">There is not.</exception>
    public void Check(string named)
    {
        if (named.StartsWith("torch=", StringComparison.Ordinal))
            throw Fault.Usage($"{named}: with --project a side is a commit, a folder with a build, or the working tree; which Torch it has, the project says.");
        if (named != SideBuild.WorkingTree && !IsBuild(named))
            SourceTree.Resolve(project.Repository, named);
    }

    /// <param name="label"><c>base</c> or <c>head</c>.</param>
    /// <param name="named">A commit, a folder with a build, or <see cref="SideBuild.WorkingTree"/>.</param>
    /// <param name="cancellation">Ends a build.</param>
    /// <exception cref="Fault">It cannot be had: says why, and the cure.</exception>
    public Side Make(string label, string named, CancellationToken cancellation)
    {
        if (named != SideBuild.WorkingTree && IsBuild(named))
        {
            var ready = Path.GetFullPath(Path.Combine(named, project.Name + ".dll"));
            return Side.Of(label, new GateSide(named, SourceCommit.Of(project.Repository), null, Side.DigestOfAll(Path.GetDirectoryName(ready)!), null), ready, null);
        }
        var folder = Directory.CreateDirectory(Path.Combine(scratch, label)).FullName;
        string? commit;
        if (named == SideBuild.WorkingTree)
        {
            SourceTree.Copy(project.Repository, folder);
            commit = SourceCommit.Of(project.Repository);
        }
        else
            commit = SourceTree.Extract(project.Repository, named, folder);
        if (!File.Exists(Path.Combine(folder, project.File)))
            throw new Fault($"{label} ({named}) has no {project.File}: there is nothing to compare with, and the gate passes nothing it could not measure. Name a commit that has it.", ExitCode.CouldNotMeasure);
        var source = SourceTree.Digest(folder);
        var output = Path.Combine(scratch, label + "-build");
        var suite = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : Workplace.Source;
        SideBuild.Dotnet(label, folder,
            ["build", project.File, "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:CppPeer=false", "--artifacts-path", output],
            cancellation, suite is null ? null : KeyValuePair.Create(Variable, suite));
        var program = Program(label, Path.Combine(output, "bin", project.Name));
        return Side.Of(label, new GateSide(named, commit, source, Side.DigestOfAll(Path.GetDirectoryName(program)!), null), program, folder);
    }

    /// <summary>The rows of every workload that only the user's program has, on either side.</summary>
    /// <exception cref="Fault">There is none, or a side's program does not answer.</exception>
    public static IReadOnlyList<Case> Rows(Side one, Side other)
    {
        try
        {
            using var pair = new Pair(one, other, WorkerLimits.Default);
            var suites = Workload.All.Select(workload => workload.Name).Where(name => !Workload.IsOwn(name)).ToHashSet();
            // What a program says of itself is anybody's text.
            var own = pair.Base.Hello.Workloads.Concat(pair.Head.Hello.Workloads).Distinct().Where(name => !suites.Contains(name) && NetworkWorkload.IsName(name)).ToList();
            if (own.Count == 0)
                throw new Fault("Neither side has a workload of its own: give Suite.Run one.", ExitCode.CouldNotMeasure);
            return [.. own.SelectMany(name => GateRows.Of(name))];
        }
        catch (WorkerException fault)
        {
            throw new Fault($"{fault.Message}. Does Main return what Suite.Run returns?", ExitCode.CouldNotMeasure, fault);
        }
    }

    private bool IsBuild(string named) => File.Exists(Path.Combine(named, project.Name + ".dll"));

    /// <summary>What was built: of the programs in the folder the one that is not PerfSuite's own, which lies beside it.</summary>
    private static string Program(string label, string folder)
    {
        const string suffix = ".runtimeconfig.json";
        var found = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + suffix, SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "perf" + suffix).Select(file => file[..^suffix.Length] + ".dll").Where(File.Exists).ToList()
            : [];
        return found is [var only] ? only
            : throw new Fault($"{label} was built and has {(found.Count == 0 ? "no program" : $"{found.Count} programs")} in {folder}: the project has to make one executable, for one framework.", ExitCode.CouldNotMeasure);
    }
}
