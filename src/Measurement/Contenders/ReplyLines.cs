using System.Collections.Concurrent;

namespace PerfSuite.Measurement;

/// <summary>Lines that come out of a pipe, read by a thread of their own, which waits while nobody takes them.</summary>
internal sealed class ReplyLines(Stream pipe)
{
    /// <summary>Of a line, its end left out.</summary>
    public const int LongestLine = 1 << 20;

    private const int Waiting = 2;

    private readonly BlockingCollection<byte[]> lines = new(Waiting);

    /// <summary>Whether the last one was cut off at <see cref="LongestLine"/>; none follows it.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Whether there is one that nobody has asked for.</summary>
    public bool Any => lines.Count > 0;

    /// <summary>Whether none can come any more.</summary>
    public bool Ended => lines.IsCompleted;

    /// <summary>Null when the time is over, or none can come.</summary>
    public byte[]? Take(TimeSpan limit) => lines.TryTake(out var line, limit) ? line : null;

    /// <summary>Lets none come any more.</summary>
    public void End() => lines.CompleteAdding();

    /// <summary>The thread's work: until the pipe closes or a line is too long.</summary>
    public void Read()
    {
        var chunk = new byte[1 << 16];
        var line = new MemoryStream();
        try
        {
            int count;
            while ((count = pipe.Read(chunk)) > 0)
            {
                var rest = chunk.AsSpan(0, count);
                for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
                {
                    if (line.Length + end > LongestLine)
                        throw new InvalidDataException();
                    line.Write(rest[..end]);
                    lines.Add(line.ToArray());
                    line.SetLength(0);
                }
                if (line.Length + rest.Length > LongestLine)
                    throw new InvalidDataException();
                line.Write(rest);
            }
        }
        catch (InvalidDataException)
        {
            TooLong = true;
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The pipe was closed, or End was called: nobody listens.
        }
        lines.CompleteAdding();
    }
}
