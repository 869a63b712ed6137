namespace PerfSuite.Measurement;

/// <summary>What went wrong with a worker.</summary>
public enum WorkerFault
{
    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>It answered <c>"ok": false</c>. It is still usable.</summary>
    Refused,

    /// <summary>It ended, or closed its pipe.</summary>
    Died,

    /// <summary>It did not answer within its limit, and was ended.</summary>
    TimedOut,

    /// <summary>It answered something that the protocol does not allow, and was ended.</summary>
    Nonsense,
}

/// <summary>A worker that refused, died, hung or answered nonsense. The message is one line: who, what it was asked, what happened, its last words.</summary>
public sealed class WorkerException : Exception
{
    internal WorkerException(string contender, string asked, WorkerFault fault, string reason, string lastWords, Exception? inner = null)
        : base(Line(contender, asked, reason, lastWords), inner) =>
        (Contender, Asked, Fault, Reason, LastWords) = (contender, asked, fault, reason, lastWords);

    /// <summary>The contender of the command that started it.</summary>
    public string Contender { get; }

    /// <summary>The request in short: <c>round step ×10</c>.</summary>
    public string Asked { get; }

    /// <summary>Only after <see cref="WorkerFault.Refused"/> can it be asked again.</summary>
    public WorkerFault Fault { get; }

    /// <summary>What happened, without the last words.</summary>
    public string Reason { get; }

    /// <summary>The end of its stderr, at most 4 KiB, one line, no control characters; empty if it said nothing.</summary>
    public string LastWords { get; }

    private static string Line(string contender, string asked, string reason, string lastWords) =>
        $"{contender}, asked {asked}: {reason}" + (lastWords.Length == 0 ? "" : $"; last words: {lastWords}");
}
