namespace PerfSuite.Measurement;

/// <summary>A file that is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside, flushes to disk, renames over. Makes the folder. What fails leaves the old file, if any, and nothing else.
    /// A link stays a link to the file that is replaced; a device, such as /dev/stdout, is written to as it is.
    /// </summary>
    /// <exception cref="IOException">Names the file and why.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var target = Path.GetFullPath(path);
        if (IsDevice(target))
        {
            WriteThrough(path, content);
            return;
        }

        if (File.Exists(target) && File.ResolveLinkTarget(target, returnFinalTarget: true) is { } file)
            target = file.FullName;
        var beside = $"{target}.{Environment.ProcessId}.{Interlocked.Increment(ref count)}.partial";
        try
        {
            if (Directory.Exists(target))
                throw new IOException("there is a folder of that name");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using (var partial = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                partial.Write(content);
                partial.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite: true);
        }
        // The last is how .NET tells of a file larger than the system allows.
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            Remove(beside);
            throw new IOException($"{path} cannot be written: {OneLine.Of(fault.Message)}; name another file, or make room for it.", fault);
        }
    }

    private static int count;

    // To rename over a device would put a plain file in its place, for everybody on the machine.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static void WriteThrough(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write(content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {OneLine.Of(fault.Message)}; name a file instead.", fault);
        }
    }

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
