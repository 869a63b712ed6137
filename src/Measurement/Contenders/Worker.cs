using System.Text.Json;
using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>One contender's process, spoken to in JSON lines over two pipes of its own.</summary>
public sealed class Worker : IContender, IDisposable
{
    /// <summary>Starts the process; asks it nothing yet.</summary>
    /// <exception cref="WorkerException">There is no such program, or it may not be run.</exception>
    public static Worker Start(WorkerCommand command, WorkerLimits? limits = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public string Contender => throw new NotImplementedException();

    /// <summary>False once it has ended, hung or answered nonsense: every further request throws.</summary>
    public bool IsUsable => throw new NotImplementedException();

    /// <summary>Sends one request and waits for its reply.</summary>
    /// <exception cref="WorkerException">An error reply, a death, a silence beyond the limit, nonsense.</exception>
    public JsonElement Ask(JsonObject request, TimeSpan limit) => throw new NotImplementedException();

    /// <summary><c>hello</c>.</summary>
    public WorkerHello Hello() => throw new NotImplementedException();

    /// <summary><c>open</c>; a session already open is closed first.</summary>
    public OpenReply Open(OpenRequest request) => throw new NotImplementedException();

    /// <summary><c>agree</c>: the loss before each of <paramref name="steps"/> training steps, hexadecimal floats as the worker wrote them.</summary>
    public IReadOnlyList<string> Agree(int steps) => throw new NotImplementedException();

    /// <summary><c>round</c> within <see cref="WorkerLimits.Request"/>.</summary>
    public long Round(string phase, int iterations) => throw new NotImplementedException();

    /// <summary><c>counters</c>.</summary>
    public WorkerCounters Counters(string phase, int iterations) => throw new NotImplementedException();

    /// <summary><c>close</c>.</summary>
    public void Close() => throw new NotImplementedException();

    /// <summary><c>bye</c>, and waits for the exit.</summary>
    public void Bye() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Stop() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Continue() => throw new NotImplementedException();

    /// <summary>Ends the process and everything it started, at once and without a word.</summary>
    public void Dispose() => throw new NotImplementedException();
}
