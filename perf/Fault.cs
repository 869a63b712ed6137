namespace PerfSuite;

/// <summary>An error the user can do something about: one line naming the thing, what was expected and the cure.</summary>
internal sealed class Fault(string message, int exitCode = ExitCode.Failure, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public static Fault Usage(string message) => new(message, PerfSuite.ExitCode.Usage);
}
