using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>One contender's process, spoken to in JSON lines over two pipes of its own. One request at a time; whatever it answers is checked.</summary>
/// <remarks>Its stdout is dropped, its stderr kept for its last words. It ends with this process, even when this process is killed.</remarks>
public sealed partial class Worker : IContender, IDisposable
{
    private const int LongestRequest = 1 << 15;

    private readonly Lock asking = new();
    private readonly WorkerLimits limits;
    private readonly WorkerProcess process;
    private WorkerException? end;
    private volatile bool disposed;

    private Worker(WorkerCommand command, WorkerLimits limits, WorkerProcess process) =>
        (Contender, this.limits, this.process) = (command.Contender, limits, process);

    /// <inheritdoc/>
    public string Contender { get; }

    /// <summary>The number of its process, as the system gave it and not as it says.</summary>
    public int ProcessId => process.Id;

    /// <summary>False once it has ended, hung or answered nonsense: every further request throws.</summary>
    public bool IsUsable => end is null && !disposed;

    /// <summary>Starts the process; asks it nothing yet.</summary>
    /// <exception cref="WorkerException"><see cref="WorkerFault.NotStarted"/>: there is no such program, or it may not be run.</exception>
    public static Worker Start(WorkerCommand command, WorkerLimits? limits = null)
    {
        WorkerException Fault(string reason, Exception? inner = null) => new(command.Contender, "to start", WorkerFault.NotStarted, reason, "", inner);

        var program = Launch.Find(command.FileName) ?? throw Fault($"there is no program '{command.FileName}'");
        if (command.WorkingDirectory is { } folder && !Directory.Exists(folder))
            throw Fault($"there is no folder '{folder}' to start in");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(program) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0)
            throw Fault($"'{program}' is not executable");
        try
        {
            return new Worker(command, limits ?? WorkerLimits.Default, WorkerProcess.Start(command, program));
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            throw Fault($"'{program}' cannot be run: {OneLine.Of(fault.Message)}", fault);
        }
    }

    /// <summary>Sends one request and waits for its reply, letting it work if it was stopped.</summary>
    /// <returns>The reply, an object whose <c>ok</c> is true; nothing else in it has been checked.</returns>
    /// <exception cref="WorkerException">An error reply, a death, a silence beyond the limit, nonsense. After all but the first it is ended.</exception>
    public JsonElement Ask(JsonObject request, TimeSpan limit) => Ask(request, limit, reply => reply.Element);

    /// <inheritdoc/>
    public void Stop() => process.Stop();

    /// <inheritdoc/>
    public void Continue() => process.Continue();

    /// <summary>Ends the process and everything it started, at once and without a word.</summary>
    public void Dispose()
    {
        disposed = true;
        process.Dispose();
    }

    private T Ask<T>(JsonObject request, TimeSpan limit, Func<Field, T> read)
    {
        var line = Encoding.UTF8.GetBytes(request.ToJsonString() + "\n");
        if (line.Length > LongestRequest)
            throw new ArgumentException($"A request has at most {LongestRequest} bytes, this one {line.Length}.", nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        lock (asking)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var asked = Summary(request);
            if (end is not null)
                throw new WorkerException(Contender, asked, end.Fault, $"is gone since it was asked {end.Asked}: {end.Reason}", end.LastWords);
            process.Continue();
            if (process.Lines.Any)
                throw Ended(asked, WorkerFault.Nonsense, "said something before it was asked");
            try
            {
                process.Send(line);
            }
            catch (IOException)
            {
                throw Died(asked);
            }
            if (process.Lines.Take(limit) is { } reply)
                return Understand(asked, reply, read);
            if (process.Lines.TooLong)
                throw Ended(asked, WorkerFault.Nonsense, $"answered a line of more than {ReplyLines.LongestLine} bytes");
            throw process.Lines.Ended ? Died(asked) : Ended(asked, WorkerFault.TimedOut, FormattableString.Invariant($"no answer within {limit.TotalSeconds:0.###} s"));
        }
    }

    private T Understand<T>(string asked, byte[] line, Func<Field, T> read)
    {
        try
        {
            var reply = Field.Parse(line);
            if (reply["ok"].Flag())
                return read(reply);
            var error = reply["error"].Text(ReplyLines.LongestLine);
            throw new WorkerException(Contender, asked, WorkerFault.Refused, OneLine.Of(error, 1000), "");
        }
        catch (Exception fault) when (fault is FieldException or JsonException)
        {
            throw Ended(asked, WorkerFault.Nonsense, $"answered nonsense: {OneLine.Of(fault.Message, 500)} in {OneLine.Of(Encoding.UTF8.GetString(line.AsSpan(0, Math.Min(line.Length, 200))), 100)}");
        }
    }

    private WorkerException Died(string asked)
    {
        var ending = process.Ending();
        return Ended(asked, WorkerFault.Died, disposed ? "was ended" : ending ?? "closed its pipe");
    }

    private WorkerException Ended(string asked, WorkerFault fault, string reason)
    {
        process.End();
        return end = new WorkerException(Contender, asked, fault, reason, process.Words());
    }

    // What, of which, how often: the rest of a request is settings.
    private static string Summary(JsonObject request)
    {
        var words = new StringBuilder();
        foreach (var name in (string[])["do", "workload", "phase", "batch", "steps", "iterations"])
        {
            var value = request[name] as JsonValue;
            if (value is not null)
                words.Append(words.Length == 0 ? "" : " ").Append(name is "iterations" or "batch" ? "×" : "").Append(value);
        }
        return OneLine.Of(words.ToString(), 200);
    }
}
