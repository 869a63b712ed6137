using System.CommandLine;
using PerfSuite.Protocol;

namespace PerfSuite.CommandLine;

/// <summary>The C# contender's process. For <c>perf</c> itself, so it does not show in the help.</summary>
internal static class WorkerVerb
{
    public static Command Build()
    {
        var requests = new Option<string>("--in") { Required = true, Description = "Descriptor of the pipe to read requests from." };
        var replies = new Option<string>("--out") { Required = true, Description = "Descriptor of the pipe to write replies to." };
        var command = new Command("worker", "Speak the worker protocol over two inherited pipes.") { Hidden = true };
        command.Options.Add(requests);
        command.Options.Add(replies);
        command.SetAction(parsed => WorkerProcess.Run(parsed.GetRequiredValue(requests), parsed.GetRequiredValue(replies)));
        return command;
    }
}
