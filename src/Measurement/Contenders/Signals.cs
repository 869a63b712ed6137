using System.Runtime.InteropServices;

namespace PerfSuite.Measurement;

/// <summary>POSIX signals; nothing happens on Windows, which has none.</summary>
internal static class Signals
{
    private const int NoSuchProcess = 3;
    private const int Interrupted = 4;

    /// <summary>Ends at once, stopped or not.</summary>
    public const int Kill = 9;

    /// <summary>Takes off the processor; cannot be caught.</summary>
    public static int Stop { get; } = OperatingSystem.IsLinux() ? 19 : 17;

    /// <summary>Puts back.</summary>
    public static int Continue { get; } = OperatingSystem.IsLinux() ? 18 : 19;

    /// <summary>Sends to a process, or with a negative number to a process group. False where there is none of that number any more.</summary>
    public static bool Send(int to, int signal)
    {
        if (OperatingSystem.IsWindows())
            return false;
        // 0, 1, -1 would mean ourselves, init, everybody.
        if (to is >= -1 and <= 1)
            throw new ArgumentOutOfRangeException(nameof(to), to, "No worker has this number.");
        while (Native(to, signal) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == NoSuchProcess)
                return false;
            if (error != Interrupted)
                throw new InvalidOperationException($"Signal {signal} to process {to}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
        return true;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Native(int to, int signal);
}
