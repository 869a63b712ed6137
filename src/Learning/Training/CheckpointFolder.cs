using System.Globalization;
using System.Runtime.InteropServices;
using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Training;

/// <summary>
/// The checkpoints of one training: <c>checkpoints/step-000001200.safetensors</c>, named after the steps they hold. A file
/// appears whole or not at all, and older ones go only when a newer one is safely on the disk.
/// </summary>
internal sealed class CheckpointFolder(string output)
{
    private const string Prefix = "step-";
    private const string Suffix = ".safetensors";
    private const string SetAside = ".damaged";

    public string Path { get; } = System.IO.Path.Combine(output, "checkpoints");

    /// <summary>Every checkpoint by its name, the newest first; whether they are good is another question.</summary>
    /// <exception cref="DataException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Newest()
    {
        try
        {
            return !Directory.Exists(Path) ? [] :
            [.. Directory.EnumerateFiles(Path, Prefix + "*" + Suffix)
                .Where(path => StepOf(path) >= 0)
                .OrderByDescending(StepOf)];
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(Path, 0, cause);
        }
    }

    /// <summary>Writes one, makes sure that it is on the disk, and removes all but the newest.</summary>
    /// <param name="keep">How many stay.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="DataException">It cannot be written; those there were stay as they are.</exception>
    public string Write(long step, int keep, Action<Stream> content)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:000000000}{Suffix}");
        using (var files = new WholeFiles(Path))
        {
            files.Add(name, stream =>
            {
                using var sealing = new SealedStream(stream);
                content(sealing);
                sealing.Seal();
            });
            files.Complete([]);
        }
        FlushFolder(Path);
        foreach (var old in Newest().Skip(keep))
            File.Delete(old);
        return System.IO.Path.Combine(Path, name);
    }

    /// <summary>The newest checkpoint, or with <paramref name="fallBack"/> the newest that is not damaged.</summary>
    /// <param name="passedOver">Told of every damaged one, which is renamed so that it is not met again.</param>
    /// <exception cref="DataException">There is none, or the newest is damaged: names it, and what may be done.</exception>
    public Checkpoint Open(bool fallBack, Action<string> passedOver)
    {
        var all = Newest();
        if (all.Count == 0)
            throw new DataException(Path, 0, "there is no checkpoint", "one of a training that was begun with --out",
                "name the folder that was --out then, or begin anew without --resume");
        for (var i = 0; ; i++)
        {
            var older = i + 1 < all.Count ? System.IO.Path.GetFileName(all[i + 1]) : null;
            try
            {
                return Checkpoint.Read(all[i], older is null ? "there is none before it: begin anew" : $"--fall-back goes on from the one before it, {older}");
            }
            catch (DataException) when (fallBack && older is not null)
            {
                File.Move(all[i], all[i] + SetAside, overwrite: true);
                passedOver($"{System.IO.Path.GetFileName(all[i])} is damaged and now called {System.IO.Path.GetFileName(all[i])}{SetAside}; going on from {older}");
            }
        }
    }

    private static long StepOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : -1;
    }

    // A name lasts through a power cut only when its folder is on the disk too. .NET opens no folders, and Windows needs no such thing.
    private static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = OpenFolder(path, 0);
        if (folder < 0)
            return;
        _ = Flush(folder);
        _ = CloseFolder(folder);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int CloseFolder(int file);
}
