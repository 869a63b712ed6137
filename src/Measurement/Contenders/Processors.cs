using System.ComponentModel;
using System.Diagnostics;

namespace PerfSuite.Measurement;

/// <summary>The processors of this machine, by the numbers the system gives them.</summary>
public static class Processors
{
    private const int MostKnown = 64;

    /// <summary>
    /// Those, of the first 64, that this process may run on; none where the system binds no process to a processor.
    /// </summary>
    public static IReadOnlyList<int> Allowed
    {
        get
        {
            if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
                return [];
            using var self = Process.GetCurrentProcess();
            var mask = unchecked((ulong)self.ProcessorAffinity);
            return [.. Enumerable.Range(0, MostKnown).Where(number => (mask >> number & 1) == 1)];
        }
    }

    /// <summary>
    /// Keeps a process that was just started to one processor. On Linux that binds the thread there is and whatever it will start: call it before
    /// the program has had time to start others.
    /// </summary>
    /// <exception cref="Win32Exception">The system refuses the number.</exception>
    internal static void Bind(Process process, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, MostKnown);
        try
        {
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
                process.ProcessorAffinity = unchecked((nint)(1UL << number));
            else
                throw new Win32Exception("this system binds no process to a processor");
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception)
        {
            // One that has ended tells so when it is asked something.
            if (!process.HasExited)
                throw new Win32Exception($"processor {number} is none it may run on ({OneLine.Of(fault.Message)})", fault);
        }
    }
}
