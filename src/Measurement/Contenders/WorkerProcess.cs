using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;

namespace PerfSuite.Measurement;

/// <summary>A process with two pipes: bytes in, lines out, signals, and an end that takes along whatever it started.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // More than any request, so that writing one never waits for somebody who does not read.
    private const int PipeBytes = 1 << 16;
    private const int ThreadStack = 1 << 18;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly Process process;
    private readonly int id;
    private readonly bool ownGroup;
    private readonly AnonymousPipeServerStream requests;
    private readonly AnonymousPipeServerStream replies;
    private readonly LastWords lastWords = new();
    private readonly Thread errors;
    private readonly Guard? guard;
    private readonly Lock lifetime = new();
    private bool gone;

    private WorkerProcess(Process process, AnonymousPipeServerStream requests, AnonymousPipeServerStream replies)
    {
        (this.process, this.requests, this.replies) = (process, requests, replies);
        id = process.Id;
        ownGroup = Launch.NewSession is not null;
        guard = Guard.Over(Target);
        Lines = new ReplyLines(replies);
        process.StandardInput.Close();
        var reader = Begin(Lines.Read);
        errors = Begin(() => Drain(process.StandardError.BaseStream, lastWords));
        Begin(() => Drain(process.StandardOutput.BaseStream, null));
        // Something it started may hold its end of the pipe: the end of the process is the end of its replies.
        process.Exited += (_, _) =>
        {
            reader.Join(Grace);
            Lines.End();
        };
        process.EnableRaisingEvents = true;
    }

    /// <summary>Its number, and on systems with sessions its group's.</summary>
    public int Id => id;

    /// <summary>What it says.</summary>
    public ReplyLines Lines { get; }

    // A stop must reach what the worker has started as well, and so must the end.
    private int Target => ownGroup ? -id : id;

    /// <exception cref="Win32Exception">It may not be run.</exception>
    public static WorkerProcess Start(WorkerCommand command, string program)
    {
        lock (Launch.Gate)
        {
            var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable, PipeBytes);
            var replies = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable, PipeBytes);
            try
            {
                var start = new ProcessStartInfo(program)
                {
                    WorkingDirectory = command.WorkingDirectory ?? "",
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
                foreach (var argument in (string[])[.. command.Arguments, "--in", requests.GetClientHandleAsString(), "--out", replies.GetClientHandleAsString()])
                    start.ArgumentList.Add(argument);
                foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>())
                    start.Environment[name] = value;
                var process = Launch.Apart(start);
                if (command.Processor is { } processor)
                    Bind(process, processor);
                requests.DisposeLocalCopyOfClientHandle();
                replies.DisposeLocalCopyOfClientHandle();
                return new WorkerProcess(process, requests, replies);
            }
            catch
            {
                requests.Dispose();
                replies.Dispose();
                throw;
            }
        }
    }

    /// <exception cref="IOException">It has closed its end.</exception>
    public void Send(ReadOnlySpan<byte> line)
    {
        requests.Write(line);
        requests.Flush();
    }

    public void Stop() => Signal(Signals.Stop);

    public void Continue() => Signal(Signals.Continue);

    /// <summary>How it ended, giving it a moment to: <c>exited with code 3</c>; null if it has not.</summary>
    public string? Ending(TimeSpan? patience = null)
    {
        const int SignalBase = 128;
        lock (lifetime)
        {
            if (gone || !process.WaitForExit(patience ?? Grace))
                return null;
            return process.ExitCode > SignalBase && !OperatingSystem.IsWindows()
                ? $"was ended by signal {process.ExitCode - SignalBase}"
                : $"exited with code {process.ExitCode}";
        }
    }

    /// <summary>What it last said on stderr; once it has ended, all of it.</summary>
    public string Words()
    {
        lock (lifetime)
            if (gone || process.HasExited)
                errors.Join(Grace);
        return lastWords.ToString();
    }

    /// <summary>Ends it and all it started; returns when it is gone.</summary>
    public void End()
    {
        lock (lifetime)
        {
            if (gone)
                return;
            Continue();
            try
            {
                process.Kill(entireProcessTree: true);
            }
            catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
            {
                // Gone already, or part of it was.
            }
            if (ownGroup)
                Signals.Send(-id, Signals.Kill);
            process.WaitForExit(TimeSpan.FromSeconds(5));
            guard?.Dispose();
        }
    }

    public void Dispose()
    {
        lock (lifetime)
        {
            End();
            if (gone)
                return;
            gone = true;
            Lines.End();
            requests.Dispose();
            replies.Dispose();
            process.Dispose();
        }
    }

    private void Signal(int signal)
    {
        lock (lifetime)
        {
            if (gone || process.HasExited)
                return;
            // Just started, it may not have its group yet.
            if (!Signals.Send(Target, signal) && ownGroup)
                Signals.Send(id, signal);
        }
    }

    private static void Bind(Process process, int processor)
    {
        try
        {
            Processors.Bind(process, processor);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    private static Thread Begin(Action work)
    {
        var thread = new Thread(() => work(), ThreadStack) { IsBackground = true, Name = "worker pipe" };
        thread.Start();
        return thread;
    }

    private static void Drain(Stream stream, LastWords? words)
    {
        var chunk = new byte[1 << 12];
        try
        {
            for (int count; (count = stream.Read(chunk)) > 0;)
                words?.Append(chunk.AsSpan(0, count));
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // Its end was closed from this side.
        }
    }
}
