using PerfSuite.CommandLine;
using PerfSuite.Learning.Workloads;

namespace PerfSuite;

internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>The whole program: one command line in, an <see cref="ExitCode"/> out, never a stack trace.</summary>
    /// <param name="own">Networks of the user's, added first.</param>
    internal static int Run(string[] args, TextWriter output, TextWriter error, params IReadOnlyList<NetworkWorkload> own)
    {
        try
        {
            Workload.Add(own);
            return Root.Invoke(args, output, error);
        }
        catch (Fault fault)
        {
            error.WriteLine($"perf: {OneLine(fault.Message)}");
            return fault.ExitCode;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("perf: stopped.");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            // A mistake of ours. PERFSUITE_TRACE=1 shows where.
            error.WriteLine(Environment.GetEnvironmentVariable("PERFSUITE_TRACE") == "1"
                ? exception.ToString()
                : $"perf: {exception.GetType().Name}: {OneLine(exception.Message)} (PERFSUITE_TRACE=1 shows where)");
            return ExitCode.Failure;
        }
    }

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
