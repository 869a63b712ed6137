using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

internal static unsafe partial class Native
{
    /// <summary>Turns a failed status into an exception with libtorch's own message.</summary>
    /// <exception cref="ExternalException">The status is not 0.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int status)
    {
        if (status != 0) Fail();
    }

    [DoesNotReturn]
    internal static void Fail() => throw new ExternalException(Text(&ps_error_pointer));

    /// <summary>Reads a text that a native function copies out, whatever its length.</summary>
    internal static string Text(delegate*<byte*, long, long> read)
    {
        var buffer = new byte[1024];
        while (true)
        {
            long length;
            fixed (byte* start = buffer) length = read(start, buffer.Length);
            if (length <= buffer.Length) return Encoding.UTF8.GetString(buffer, 0, (int)length);
            buffer = new byte[length];
        }
    }

    private static long ps_error_pointer(byte* text, long capacity) => ps_error(text, capacity);
}
