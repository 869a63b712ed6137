using System.Text;

namespace PerfSuite.Measurement;

/// <summary>The last 4 KiB of a stream.</summary>
internal sealed class LastWords
{
    private const int Capacity = 4096;

    private readonly Lock gate = new();
    private readonly byte[] ring = new byte[Capacity];
    private long written;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (bytes.Length > Capacity)
            {
                written += bytes.Length - Capacity;
                bytes = bytes[^Capacity..];
            }
            var at = (int)(written % Capacity);
            var first = Math.Min(bytes.Length, Capacity - at);
            bytes[..first].CopyTo(ring.AsSpan(at));
            bytes[first..].CopyTo(ring);
            written += bytes.Length;
        }
    }

    /// <summary>In one line.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            var at = (int)(written % Capacity);
            byte[] bytes = written <= Capacity ? ring[..(int)written] : [.. ring[at..], .. ring[..at]];
            return OneLine.Of(Encoding.UTF8.GetString(bytes));
        }
    }
}
