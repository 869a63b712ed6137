namespace PerfSuite.Correctness.Learning;

/// <summary>A folder for one test, gone after it.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("perfsuite-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public Folder With(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this;
    }

    /// <summary>The names in it, hidden ones too, in order.</summary>
    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
