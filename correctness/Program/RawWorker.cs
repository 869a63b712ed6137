using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program;

/// <summary>A real worker process, spoken to byte by byte, so that it can be told what no decent parent would.</summary>
internal sealed class RawWorker : IDisposable
{
    private readonly AnonymousPipeServerStream requests = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream replies = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly StreamReader reader;

    /// <summary>C#'s.</summary>
    public RawWorker()
        : this(new WorkerCommand(PerfSuite.Contenders.Contender.CSharp, Workplace.DotnetHost, [Workplace.Program, "worker"]))
    {
    }

    public RawWorker(WorkerCommand command)
    {
        var start = new ProcessStartInfo(command.FileName,
            [.. command.Arguments, "--in", requests.GetClientHandleAsString(), "--out", replies.GetClientHandleAsString()])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in command.Environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        Process = Process.Start(start)!;
        requests.DisposeLocalCopyOfClientHandle();
        replies.DisposeLocalCopyOfClientHandle();
        reader = new StreamReader(replies, Encoding.UTF8);
    }

    public Process Process { get; }

    public void Send(byte[] bytes)
    {
        requests.Write(bytes);
        requests.Flush();
    }

    /// <summary>A line and the reply to it.</summary>
    public JsonElement Ask(string line)
    {
        Send(Encoding.UTF8.GetBytes(line + "\n"));
        return Reply();
    }

    public JsonElement Reply()
    {
        var line = Task.Run(reader.ReadLine);
        if (!line.Wait(TimeSpan.FromSeconds(30)))
            throw new TimeoutException("The worker did not answer.");
        return JsonDocument.Parse(line.Result ?? throw new EndOfStreamException("The worker has gone.")).RootElement;
    }

    /// <summary>As the death of the parent looks from the worker.</summary>
    public void HangUp() => requests.Dispose();

    public void Dispose()
    {
        requests.Dispose();
        if (!Process.WaitForExit(10_000))
            Process.Kill(entireProcessTree: true);
        Process.Dispose();
        reader.Dispose();
    }
}
