namespace PerfSuite.Gate;

/// <summary>A folder of this run's own, outside the repository, gone at its end.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("perfsuite-gate-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A worker that is still ending may hold a file; the system clears its temporary folder.
        }
    }
}
