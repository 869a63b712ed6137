using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace PerfSuite.Protocol;

/// <summary>
/// The requests of one parent, read ahead by a thread of its own so that the end of the pipe is seen in the middle of a long
/// request too: it ends the process at once.
/// </summary>
internal sealed class RequestLines
{
    /// <summary>Bytes a line may have.</summary>
    public const int Limit = 1 << 20;

    private readonly Stream stream;
    private readonly BlockingCollection<byte[]?> lines = new(boundedCapacity: 16);
    private volatile bool idle;

    public RequestLines(Stream stream)
    {
        this.stream = stream;
        new Thread(Read) { IsBackground = true, Name = "requests" }.Start();
    }

    /// <summary>The next line without its end; null when the parent has closed the pipe; empty when it was longer than <see cref="Limit"/>.</summary>
    public byte[]? Next()
    {
        idle = true;
        var line = lines.Take();
        idle = false;
        return line;
    }

    private void Read()
    {
        var buffer = new byte[1 << 16];
        using var line = new MemoryStream();
        try
        {
            while (stream.Read(buffer) is > 0 and var count)
            {
                var rest = buffer.AsSpan(0, count);
                while (rest.IndexOf((byte)'\n') is >= 0 and var end)
                {
                    Append(line, rest[..end]);
                    lines.Add(line.Length > Limit ? [] : line.ToArray());
                    line.SetLength(0);
                    rest = rest[(end + 1)..];
                }
                Append(line, rest);
            }
        }
        catch (IOException)
        {
            // A broken pipe is an ended one.
        }
        if (idle && lines.Count == 0)
            lines.Add(null);
        else
            Leave();
    }

    // One byte over the limit is enough to know; the rest of a hostile line is not kept.
    private static void Append(MemoryStream line, ReadOnlySpan<byte> part) =>
        line.Write(part[..Math.Min(part.Length, Limit + 1 - (int)line.Length)]);

    /// <summary>
    /// Ends the process while another thread may be deep inside libtorch: exit() would run the destructors of what it is using.
    /// </summary>
    private static void Leave()
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(0);
        else
            ExitNow(0);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitNow(int status);
}
