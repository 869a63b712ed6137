namespace PerfSuite.Measurement;

/// <summary>How to start a worker. <c>--in FD --out FD</c> is appended to the arguments when it starts.</summary>
/// <param name="Contender">The name its rows and its errors carry: <c>cpp</c>, <c>python</c>, <c>csharp-system</c>.</param>
/// <param name="FileName">A path, or a name looked up on PATH; never a shell line.</param>
/// <param name="Arguments">Passed one by one, unquoted.</param>
/// <param name="Environment">Set over what this process has; the rest is inherited.</param>
/// <param name="WorkingDirectory">Null: this process's own.</param>
/// <param name="Processor">The only one it may run on, of <see cref="Processors.Allowed"/>; null: all that this process may.</param>
public sealed record WorkerCommand(
    string Contender,
    string FileName,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string>? Environment = null,
    string? WorkingDirectory = null,
    int? Processor = null);

/// <summary>How long a worker may take to answer before it is ended and becomes a Failed row.</summary>
public sealed record WorkerLimits
{
    /// <summary>Generous for a slow machine: a cold start of a libtorch reads some hundred megabytes.</summary>
    public static WorkerLimits Default { get; } = new();

    /// <summary>From the start of the process to the answer to <c>hello</c>.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary><c>open</c>, which may read a data set into memory.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary><c>agree</c>, one <c>round</c>, <c>counters</c>, <c>close</c>. An epoch is one round: raise it there.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary><c>bye</c> and the exit that follows.</summary>
    public TimeSpan Bye { get; init; } = TimeSpan.FromSeconds(5);
}
