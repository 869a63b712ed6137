using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using PerfSuite.Learning.Data;

namespace PerfSuite.Protocol;

/// <summary>
/// <c>perf worker</c>: the C# contender's side of the protocol. Everything of libtorch happens on the one thread that calls
/// <see cref="Run"/>, since thread count and gradient mode belong to a thread.
/// </summary>
internal static class WorkerProcess
{
    /// <summary>Answers until <c>bye</c> or the end of the pipe.</summary>
    /// <param name="requests">Inherited descriptor to read from.</param>
    /// <param name="replies">Inherited descriptor to write to.</param>
    public static int Run(string requests, string replies)
    {
        // Never disposed of: a thread is reading from it for as long as the process lives, and closing would wait for that.
        var input = Pipe("--in", requests, PipeDirection.In);
        using var output = Pipe("--out", replies, PipeDirection.Out);
        // Ctrl-C reaches the whole process group; the parent decides what it means and closes the pipe.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        WakeWhenTheParentDies();

        var lines = new RequestLines(input);
        using var conversation = new Conversation();
        while (!conversation.Ended && lines.Next() is { } line)
        {
            var reply = Answer(conversation, line);
            try
            {
                output.Write([.. JsonSerializer.SerializeToUtf8Bytes(reply), (byte)'\n']);
                output.Flush();
            }
            catch (IOException)
            {
                break;
            }
        }
        return ExitCode.Success;
    }

    private static JsonObject Answer(Conversation conversation, byte[] line)
    {
        try
        {
            using var request = Request.Parse(line);
            return conversation.Answer(request);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var name = exception is RequestException or ArgumentException or DataException ? "" : exception.GetType().Name + ": ";
            var message = string.Join(' ', (name + exception.Message).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return new JsonObject { ["ok"] = false, ["error"] = message.Length > 2000 ? message[..2000] : message };
        }
    }

    private static AnonymousPipeClientStream Pipe(string option, string descriptor, PipeDirection direction)
    {
        try
        {
            if (!int.TryParse(descriptor, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new FormatException();
            return new AnonymousPipeClientStream(direction, new SafePipeHandle(number, ownsHandle: true));
        }
        catch (Exception exception) when (exception is FormatException or IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw Fault.Usage($"{option} takes the descriptor of a pipe handed down by the parent, not '{descriptor}'; `perf` starts its workers itself.");
        }
    }

    /// <summary>
    /// A stopped process does not see its pipe end. Being continued when the parent dies lets it; a killing signal would be wrong, since
    /// it also comes when only the parent's starting thread ends.
    /// </summary>
    private static void WakeWhenTheParentDies()
    {
        const int setParentDeathSignal = 1;
        const nuint continued = 18;
        if (OperatingSystem.IsLinux())
            _ = ProcessControl(setParentDeathSignal, continued, 0, 0, 0);
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int option, nuint argument, nuint unused1, nuint unused2, nuint unused3);
}
