using System.CommandLine;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary><c>study NAME</c>: one question, measured thoroughly.</summary>
internal static class StudyVerb
{
    public static Command Build(Display display)
    {
        var study = new Command("study", "One question, measured thoroughly.");
        var rounds = Options.Count("--rounds", "Interleaved rounds a row; below 6 there is no 95 % interval.", 25, 3, 10_000);
        var seed = Options.Seed();
        var contenders = Options.Contenders();
        var device = Options.Device();
        var json = Options.Json();
        var overhead = new Command(Overhead.Name, "What a call from C# and Python costs on top of libtorch, against C++; one thread.");
        foreach (var option in new Option[] { rounds, contenders, seed, device, json })
            overhead.Options.Add(option);
        overhead.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var table = new OverheadTable(display);
            return new Measuring(display, interruption)
            {
                Named = parsed.GetValue(contenders),
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"study overhead · 1 thread · seed {parsed.GetValue(seed)}",
                CounterIterations = 100,
                Findings = table,
                Closing = table.Counters,
            }.Carry(Overhead.Plan(parsed.GetValue(rounds), parsed.GetValue(seed)));
        });
        study.Subcommands.Add(overhead);
        study.Subcommands.Add(DataStudyVerb.Build(display));
        study.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage($"study takes a name, and there are: {Overhead.Name}, {DataStudy.Name}.")));
        return study;
    }
}
