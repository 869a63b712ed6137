using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>What a process and everything below it hold of this machine's memory, read from outside.</summary>
/// <remarks>
/// On Linux from /proc/PID/status: resident pages, those shared with others counted in every process that holds them. Children count where
/// they exist at reading: loaders that have ended are not seen. Elsewhere what the system says of the process alone.
/// </remarks>
/// <param name="proc">Where the kernel tells of processes.</param>
public sealed class ProcessMemory(string proc = "/proc")
{
    private const int LongestStatus = 1 << 16;
    private const long LargestKibibytes = 1L << 43;

    /// <summary>Of this system.</summary>
    public static ProcessMemory Here { get; } = new();

    /// <summary>Bytes held now; null where it cannot be said.</summary>
    public long? Now(int process) => Sum(process, "VmRSS:", one => one.WorkingSet64);

    /// <summary>
    /// The most bytes ever held, or since <see cref="ForgetPeak"/>; null where it cannot be said. Peaks of several processes are added although they
    /// need not have been at one time.
    /// </summary>
    public long? Peak(int process) => Sum(process, "VmHWM:", one => one.PeakWorkingSet64);

    /// <summary>Lets the peak begin anew at what is held now; false where that is not permitted, and the peak stays that of the process's whole life.</summary>
    public bool ForgetPeak(int process)
    {
        if (Family(process) is not { Count: > 0 } family)
            return false;
        try
        {
            foreach (var one in family.Keys)
                File.WriteAllText(Path.Combine(proc, Name(one), "clear_refs"), "5");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private long? Sum(int process, string field, Func<Process, long> otherwise)
    {
        if (!Directory.Exists(proc))
            return Ask(process, otherwise);
        if (Family(process) is not { } family || !family.TryGetValue(process, out var root) || Kibibytes(root, field) is null)
            return null;
        return family.Values.Sum(status => Kibibytes(status, field) ?? 0) * 1024;
    }

    /// <summary>The process and everything below it, each with its status; null where the process itself is not there.</summary>
    private Dictionary<int, string[]>? Family(int process)
    {
        if (Status(process) is not { } own)
            return null;
        var others = new Dictionary<int, (int Parent, string[] Status)>();
        foreach (var folder in Directory.EnumerateDirectories(proc))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != process
                && Status(id) is { } status && int.TryParse(Value(status, "PPid:"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
                others[id] = (parent, status);
        var family = new Dictionary<int, string[]> { [process] = own };
        var found = true;
        while (found)
        {
            found = false;
            foreach (var (id, (parent, status)) in others)
                if (family.ContainsKey(parent) && family.TryAdd(id, status))
                    found = true;
        }
        return family;
    }

    private string[]? Status(int process)
    {
        try
        {
            using var file = new StreamReader(Path.Combine(proc, Name(process), "status"));
            var text = new char[LongestStatus];
            return new string(text, 0, file.ReadBlock(text)).Split('\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Kibibytes(string[] status, string field) =>
        Value(status, field)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, "kB"]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= LargestKibibytes ? value : null;

    private static string? Value(string[] status, string field) =>
        status.FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))?[field.Length..].Trim();

    private static string Name(int process) => process.ToString(CultureInfo.InvariantCulture);

    private static long? Ask(int id, Func<Process, long> of)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return of(process) is > 0 and var bytes ? bytes : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
