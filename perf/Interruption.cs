using System.Runtime.InteropServices;

namespace PerfSuite;

/// <summary>
/// Ctrl-C and SIGTERM as a token. The first asks: what is in flight is finished and saved. The second ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Interruption()
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask));
    }

    public CancellationToken Token => source.Token;

    public bool Asked => source.IsCancellationRequested;

    private void Ask(PosixSignalContext context)
    {
        if (Asked)
            return;
        context.Cancel = true;
        source.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }
}
