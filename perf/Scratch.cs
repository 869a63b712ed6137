namespace PerfSuite;

/// <summary>A folder of this run's own, outside the repository, gone at its end.</summary>
/// <param name="purpose">Part of its name, for whoever finds it before that.</param>
internal sealed class Scratch(string purpose) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory($"perfsuite-{purpose}-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A process that is still ending may hold a file; the system clears its temporary folder.
        }
    }
}
