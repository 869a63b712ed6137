using PerfSuite.Correctness.Measurement;
using PerfSuite.Measurement;

/// <summary>
/// Turns a second process of this assembly into the parent of a worker, to be killed by the test that started it, or into one that
/// makes the faults nobody wants to make in his own. The runtime asks for this name and no namespace.
/// </summary>
internal static class StartupHook
{
    public const string Role = "PERFSUITE_CORRECTNESS_PARENT";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Role) is not { } role)
            return;
        // The worker must not become a parent in turn.
        Environment.SetEnvironmentVariable(Role, null);
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
#if SYSTEM_SUPPLIER
        if (role.Split(' ') is [PerfSuite.Correctness.Computing.Torch.ShimFaults.Role, .. var functions])
        {
            Console.SetOut(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
            PerfSuite.Correctness.Computing.Torch.ShimFaults.Run(Console.Out, functions);
            Environment.Exit(0);
        }
#endif
        using var worker = Worker.Start(ShellWorker.Command(WorkerLifeTests.WithChild));
        var family = "";
        try
        {
            worker.Close();
        }
        catch (WorkerException fault)
        {
            family = fault.Reason;
        }
        if (role == "stopped")
            worker.Stop();
        Console.WriteLine(family);
        Thread.Sleep(TimeSpan.FromMinutes(2));
    }
}
