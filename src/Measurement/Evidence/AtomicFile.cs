namespace PerfSuite.Measurement;

/// <summary>A file that is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside, flushes to disk, renames over. Makes the folder. What fails leaves the old file, if any, and nothing else.</summary>
    /// <exception cref="IOException">Names the file and why.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var target = Path.GetFullPath(path);
        var beside = $"{target}.{Environment.ProcessId}.{Interlocked.Increment(ref count)}.partial";
        try
        {
            if (Directory.Exists(target))
                throw new IOException("there is a folder of that name");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            throw new IOException($"{path} cannot be written: {OneLine.Of(fault.Message)}; name another file, or make room for it.", fault);
        }
    }

    private static int count;

    private static void Remove(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to tell.
        }
    }
}
