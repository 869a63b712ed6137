using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Workers of a few lines of shell, which break the protocol as told.</summary>
internal static class ShellWorker
{
    private const string Pipes = "exec 3</dev/fd/$2 4>/dev/fd/$4; say() { printf '%s\\n' \"$1\" >&4; }\n";

    private static readonly WorkerLimits limits = new()
    {
        Hello = TimeSpan.FromSeconds(20),
        Open = TimeSpan.FromSeconds(20),
        Request = TimeSpan.FromSeconds(20),
        Bye = TimeSpan.FromSeconds(5),
    };

    /// <summary>A script that reads requests from 3 and answers with <c>say</c>.</summary>
    public static WorkerCommand Command(string script, string name = "fake") =>
        new(name, "/bin/sh", ["-c", Pipes + script, "worker"]);

    public static Worker Start(string script, string name = "fake", WorkerLimits? limits = null)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There is no /bin/sh on Windows.");
        return Worker.Start(Command(script, name), limits ?? ShellWorker.limits);
    }

    /// <summary>Answers every request with this one line.</summary>
    public static Worker Answering(string reply) => Start($$"""while read -r line <&3; do say '{{reply}}'; done""");

    /// <summary>Whether a process runs or is stopped, not merely unburied.</summary>
    public static bool Lives(int id) => State(id) is not (null or 'Z' or 'X');

    /// <summary>The letter of /proc/ID/stat; null where there is no such process.</summary>
    public static char? State(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool Soon(Func<bool> condition, double seconds = 10) =>
        SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(5);
                return condition();
            },
            TimeSpan.FromSeconds(seconds));
}
