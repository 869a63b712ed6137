using PerfSuite.CommandLine;

namespace PerfSuite.Studies;

/// <summary>Which studies of all are over, so that a run of many hours goes on with the one that was stopped.</summary>
/// <param name="folder">Its own.</param>
internal sealed class Itinerary(string folder)
{
    private string FilePath => Path.Combine(folder, "finished.txt");

    /// <summary>The exit codes of those that are over, by name; a line that is damaged counts for nothing, and its study is run again.</summary>
    public IReadOnlyDictionary<string, int> Finished => File.Exists(FilePath)
        ? File.ReadLines(FilePath).Select(line => line.Split(' ')).Where(words => words.Length == 2 && int.TryParse(words[1], out _))
            .DistinctBy(words => words[0]).ToDictionary(words => words[0], words => int.Parse(words[1]))
        : new Dictionary<string, int>();

    public void Add(string study, int exitCode)
    {
        Directory.CreateDirectory(folder);
        File.AppendAllText(FilePath, FormattableString.Invariant($"{study} {exitCode}\n"));
    }

    /// <summary>Nothing is left to go on with.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
