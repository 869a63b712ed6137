using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

internal static unsafe partial class Native
{
    [ThreadStatic] private static (Exception? cause, string said) thrown;

    /// <summary>Turns a failed status into an exception with libtorch's own message.</summary>
    /// <exception cref="ExternalException">The status is not 0.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int status)
    {
        if (status != 0) Fail();
    }

    [DoesNotReturn]
    internal static void Fail()
    {
        var message = Text(&ps_error_pointer);
        var (cause, said) = thrown;
        thrown = default;
        throw new ExternalException(message, cause is not null && message.StartsWith(said, StringComparison.Ordinal) ? cause : null);
    }

    /// <summary>
    /// Lets an exception of managed code pass through native code: its text goes into the buffer, and the failure that comes
    /// of it on this thread has it as its inner exception.
    /// </summary>
    internal static void Remember(Exception exception, string where, byte* buffer, long capacity)
    {
        var text = $"{where}: {exception.GetType().Name}: {exception.Message}";
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = (int)Math.Min(bytes.Length, capacity);
        bytes.AsSpan(0, length).CopyTo(new Span<byte>(buffer, length));
        buffer[length] = 0;
        thrown = (exception, text[..Math.Min(text.Length, 100)]);
    }

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
