namespace PerfSuite.Measurement;

/// <summary>Somebody whose bursts can be timed: a <see cref="Worker"/>, or a clock of a test.</summary>
public interface IContender
{
    /// <summary>The name its values are filed under.</summary>
    string Contender { get; }

    /// <summary>Works through <paramref name="iterations"/> of a phase; nanoseconds of all of them together.</summary>
    /// <exception cref="WorkerException">It could not.</exception>
    long Round(string phase, int iterations);

    /// <summary>Takes it off the processor until <see cref="Continue"/>.</summary>
    void Stop();

    /// <summary>Lets it work again; harmless if it was not stopped.</summary>
    void Continue();
}
