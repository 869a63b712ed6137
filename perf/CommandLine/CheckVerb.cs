using System.CommandLine;
using System.Text.Json.Nodes;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>check NETWORK</c>: is it right, before anybody asks whether it is fast?</summary>
internal static class CheckVerb
{
    private const string Schema = "perfsuite-check/1";
    private const int StandardBatch = 4;

    public static Command Build(Display display)
    {
        var workload = new Argument<string>("NETWORK") { Description = $"What to look at: {string.Join(", ", Workload.All.OfType<NetworkWorkload>().Select(one => one.Name))}." };
        var variant = new Option<string?>("--variant") { HelpName = "NAME", Description = "Which definition of the network; `list` shows them. (default: matched)" };
        var batch = Options.Count("--batch", "Samples.", StandardBatch, 1, 65536);
        var (threads, seed, json) = (Options.Threads(), Options.Seed(), Options.Json());
        threads.Description = "Threads inside libtorch and BLAS.";
        seed.Description = "Decides parameters and samples.";
        var command = new Command("check", "Is a network right: gradients against differences, the same bits from the same seed, no tensor left behind, the same after saving and loading; exits 1 if anything is not.") { workload };
        foreach (var option in new Option[] { variant, batch, threads, seed, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            try
            {
                var network = Workload.FindNetwork(parsed.GetRequiredValue(workload));
                var options = new SessionOptions(parsed.GetValue(batch), parsed.GetValue(seed), parsed.GetValue(threads), Variant: parsed.GetValue(variant) ?? Variant.Matched);
                options.Validate(network);
                display.Say($"check {network.Name} · batch {options.Batch} · {(options.Threads == 1 ? "1 thread" : $"{options.Threads} threads")} · seed {options.Seed} · {TorchRuntime.Current.Label}", PassageKind.Heading, 2);
                var told = Tell(new WorkloadCheck(network, options).Claims, display, interruption.Token);
                if (parsed.GetValue(json) is { } file)
                    WholeJson.Write(file, new JsonObject { ["schema"] = Schema, ["workload"] = network.Name, ["variant"] = options.Variant, ["contender"] = TorchRuntime.Current.Contender, ["claims"] = told });
                return told.Any(claim => claim!["fault"] is not null) ? ExitCode.Failure : ExitCode.Success;
            }
            catch (ArgumentException exception)
            {
                throw new Fault(exception.Message, ExitCode.Usage, exception);
            }
            catch (DataException exception)
            {
                throw new Fault(exception.Message, ExitCode.CouldNotMeasure, exception);
            }
        });
        return command;
    }

    private static JsonArray Tell(IReadOnlyList<(string Claim, Func<string?> Fault)> claims, Display display, CancellationToken cancellation)
    {
        var told = new JsonArray();
        foreach (var (claim, check) in claims)
        {
            cancellation.ThrowIfCancellationRequested();
            string? fault = null;
            display.Follow(progress =>
            {
                progress.Report((double)told.Count / claims.Count, claim);
                fault = check();
            });
            foreach (var line in Wrapping.Lines(fault is null ? $"  right  {claim}" : $"  WRONG  {claim}: {fault}", 80, 9))
                if (fault is null)
                    display.Line(line);
                else
                    display.Warning(line);
            told.Add(new JsonObject { ["claim"] = claim, ["fault"] = fault });
        }
        return told;
    }
}
