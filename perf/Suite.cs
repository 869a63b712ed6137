using System.Reflection;
using PerfSuite.Learning.Workloads;

namespace PerfSuite;

/// <summary>
/// The whole program with networks of yours in it. A project that refers to PerfSuite needs one class for each network, a
/// <see cref="Recipe"/>, and one line: <c>return PerfSuite.Suite.Run(args, new NetworkWorkload(…));</c>.
/// </summary>
public static class Suite
{
    /// <summary>Adds the networks, and carries out one command line. To be called once, from Main.</summary>
    /// <param name="args">Main's: a verb and its options, <c>--help</c> shows them; the processes that are timed are started as <c>worker</c>.</param>
    /// <param name="own">The networks; each is listed, toured, studied, benchmarked and gated beside the suite's.</param>
    /// <returns>0 done, 1 something failed, disagreed or got worse, 2 a gate could not tell, 3 nothing could be measured, 64 bad usage, 130 stopped.</returns>
    public static int Run(string[] args, params IReadOnlyList<NetworkWorkload> own)
    {
        if (Assembly.GetEntryAssembly()?.Location is { Length: > 0 } program)
            Workplace.Program = program;
        return Program.Run(args, Console.Out, Console.Error, own);
    }
}
