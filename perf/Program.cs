using PerfSuite.CommandLine;

namespace PerfSuite;

internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>The whole program: one command line in, an <see cref="ExitCode"/> out, never a stack trace.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
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
