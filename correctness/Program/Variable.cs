namespace PerfSuite.Correctness.Program;

/// <summary>An environment variable of this process for the length of a test, which must not run beside others.</summary>
internal sealed class Variable : IDisposable
{
    private readonly string name;
    private readonly string? before;

    /// <param name="value">Null takes it away.</param>
    public Variable(string name, string? value)
    {
        this.name = name;
        before = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(name, before);
}
