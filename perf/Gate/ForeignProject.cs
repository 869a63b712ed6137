namespace PerfSuite.Gate;

/// <summary>A project of the user's, in a repository of the user's: an executable whose Main calls <see cref="Suite.Run"/>.</summary>
/// <param name="Repository">Its root, where commits are looked up and baselines lie.</param>
/// <param name="File">The project's file below it.</param>
internal sealed record ForeignProject(string Repository, string File)
{
    private static readonly string[] taken = ["perf", "Learning", "Measurement", "LibTorch"];

    /// <summary>As the program is called, unless the project says otherwise.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <param name="named">A project's file, or a folder with one.</param>
    /// <exception cref="Fault">There is no such project, or it is in no repository.</exception>
    public static ForeignProject Find(string named)
    {
        string[] files = [];
        if (Directory.Exists(named))
            files = Directory.GetFiles(named, "*.csproj");
        else if (System.IO.File.Exists(named) && Path.GetExtension(named) == ".csproj")
            files = [named];
        if (files is not [var only])
            throw Fault.Usage($"--project: {(files.Length == 0 ? $"'{named}' is no .csproj, and no folder with one" : $"'{named}' has {files.Length} projects: name one of {string.Join(", ", files.Select(Path.GetFileName))}")}.");
        if (taken.Contains(Path.GetFileNameWithoutExtension(only), StringComparer.OrdinalIgnoreCase))
            throw Fault.Usage($"--project: {Path.GetFileName(only)} has the name of a part of PerfSuite, which it refers to: call it something else.");
        var path = Path.GetFullPath(only);
        // By what git says of the folder, for a path may come through a link.
        var below = SourceTree.Below(Path.GetDirectoryName(path)!);
        var root = path;
        for (var up = below.Split('/', StringSplitOptions.RemoveEmptyEntries).Length; up >= 0; up--)
            root = Path.GetDirectoryName(root)!;
        return new(root, below + Path.GetFileName(path));
    }
}
