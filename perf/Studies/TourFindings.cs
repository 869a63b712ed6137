using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The tour's end: one row of every study, judged, and where to read why.</summary>
internal sealed class TourFindings(Display display)
{
    /// <summary>The least difference that matters: 2 %.</summary>
    private const double Effect = 0.02;

    /// <summary>The row that stands for a study: its own place in the plan.</summary>
    private static readonly (string Study, string What, Func<Case, bool> Is)[] rows =
    [
        ("overhead", "Linear and softmax, batch 1", one => one is { Workload: "overhead", Phase: "linear-softmax" }),
        ("data", "a pass over CIFAR-10's files", one => one is { Workload: "resnet18", Phase: "data" }),
        ("convae", "a training step", one => one is { Workload: "convae", Phase: "step" }),
        ("deeppose", "a training step", one => one is { Workload: "deeppose", Phase: "step" }),
        ("autograd", "a gradient, the loss by hand", one => one is { Workload: "deeppose", Phase: "gradient", Settings.Length: > 0 }),
        ("mnist", "one image through the CNN", one => one is { Workload: "mnist-cnn", Phase: "infer", Batch: 1 }),
        ("resnet", "a training step of resnet18", one => one is { Workload: "resnet18", Phase: "step", Variant: Learning.Workloads.Variant.Matched }),
    ];

    public void Show(Run run)
    {
        display.Line();
        var sheet = new Sheet("study by study", 40, ("C# ÷ C++", -20), ("Python ÷ C++", -20));
        foreach (var (study, what, matches) in rows)
        {
            if (run.Plan.Cases.FirstOrDefault(matches) is not { } measured)
                continue;
            sheet.Add($"{study,-10}{what}", Judged(run, measured, Contender.CSharp), Judged(run, measured, Contender.Python));
        }
        display.Tell(sheet);
        display.Tell(string.Create(CultureInfo.InvariantCulture, $"Faster, slower, same: by {Effect:0 %} or more, or less, with the whole interval; ? is not to be told apart here. `study NAME` has the article's table beside ours and says why; `study all` has all of them, and `study blas` every BLAS."), PassageKind.Note);
    }

    private static string Judged(Run run, Case measured, string contender)
    {
        var (own, cpp) = (Of(run, measured, contender), Of(run, measured, Contender.Cpp));
        if (own is not { Status: RowStatus.Measured } || cpp is not { Status: RowStatus.Measured } || !own.IsPairedWith(cpp))
            return own is null or { Status: RowStatus.Measured } ? "–" : Table.Word(own.Status);
        var ratio = HodgesLehmann.PairedRatio(own.Rounds, cpp.Rounds, processes: own.Processes);
        return string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} {Word(Judgement.Of(ratio, Effect))}");
    }

    private static Row? Of(Run run, Case measured, string contender) => run.Rows.FirstOrDefault(row => row.Case == measured && row.Contender == contender);

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Same => "same",
        Verdict.Faster => "faster",
        Verdict.Slower => "slower",
        _ => "?",
    };
}
