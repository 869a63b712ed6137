using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The tour's table, then the article's, and what of its differences the code around the network explains.</summary>
/// <param name="pictures">Of the epoch that is timed.</param>
internal sealed class ConvAeFindings(Display display, int pictures) : StudyFindings(display)
{
    private const int TrainingImages = 182_340;
    private const int ModesAbreast = 4;
    private Run run = null!;

    public override void Begin(Plan plan, IReadOnlyList<Entrant> entrants) =>
        base.Begin(plan, [.. entrants.Where(entrant => entrant.Contender.Name != UnoptimisedCppContender.Name)]);

    // It has a sentence of its own.
    public override void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios) =>
        base.Case(section, item, [.. rows.Where(row => row.Contender != UnoptimisedCppContender.Name)], [.. ratios.Where(ratio => ratio.Contender != UnoptimisedCppContender.Name)]);

    public override void Conclude(Run finished)
    {
        run = finished;
        var batch = run.Plan.Sections[0].Batch;
        Shape(batch);
        ByMode(batch);
        if (Median("step", Contender.Cpp, batch) is null || Median("step", Contender.Python, batch) is null)
            return;
        Say(
            $"On a CPU the article had C++ 3 % ahead per epoch (3780 against 3889 s). Here Python takes {Word(Ratio("step", Contender.Python, batch))} and C# {Word(Ratio("step", Contender.CSharp, batch))} times as long as C++ for the same step, and {Word(Ratio("epoch", Contender.Python, batch))} and {Word(Ratio("epoch", Contender.CSharp, batch))} for an epoch with each language's own loader. Reading the pictures, alone, takes {Among(language => Percent(Of("data", language, batch)?.Median / Of("epoch", language, batch)?.Median))} of an epoch's time.");
        Say(
            $"Why did C++ take three times Python's time on the GPU? Of the suspects, a CPU can judge these: reading the loss back in every step adds to a step {Among(language => Change(Of("step-item", language, batch), Of("step", language, batch)))}. Growing the batch by cat adds to the reading {Among(language => Change(Of("data", language, batch, "collate=cat"), Of("data", language, batch)))}. Reading ahead with {ConvAeStudy.Workers} workers changes {ReadAhead(batch)}.{BuildType(batch)} {(ComputeDevice.IsCuda(run.Plan.Sections[0].Device) ? "" : " What item() cost on the GPU was the waiting, and the mode of cuDNN needs one too.")}");
        Say(
            $"Why was a C++ prediction 24 % slower on the CPU (14.77 against 11.89 ms)? Its code built the graph. That adds {Among(language => Change(Of("infer-grad", language, 1), Of("infer", language, 1)))}. Without it C# takes {Word(Ratio("infer", Contender.CSharp, 1))} and Python {Word(Ratio("infer", Contender.Python, 1))} times as long as C++.");
        Say(
            $"Why did the L1 errors differ, 0.126 against 0.130? With one seed, one order and one resize of the pictures the losses here {(run.Agreements.All(row => row.Agreement.Status is AgreementStatus.Reference or AgreementStatus.Exact) ? "are the same bits in every language" : "agree within tolerance")}: it was not the language.{L1()} The article's C++ shrank its pictures without antialiasing (`train convae --set resize=plain`).");
    }

    /// <summary>As the article had it.</summary>
    private void Shape(int batch)
    {
        Display.Line();
        Display.Tell(new Sheet("in the article's shape", 32, ("C++", 12), ("C#", 12), ("Python", 12))
            .Add("an epoch*, its steps alone", Cells(language => Median("step", language, batch) / batch * TrainingImages))
            .Add("an epoch*, with its reading", Cells(language => Median("epoch", language, batch) / Taken(batch) * TrainingImages))
            .Add("one image", Cells(language => Median("infer", language, 1)))
            .Add("one image, graph built", Cells(language => Median("infer-grad", language, 1))));
        Display.Tell($"* {Figures.Count(TrainingImages)} pictures at the speed of what was timed above.", PassageKind.Note);
    }

    /// <summary>As the article had its GPU: a column for each mode of libtorch.</summary>
    private void ByMode(int batch)
    {
        var modes = run.Plan.Sections.Select(section => section.Mode).Distinct().ToList();
        if (modes.Count < 2)
            return;
        var on = run.Plan.Sections[0].Device;
        foreach (var abreast in modes.Chunk(ModesAbreast))
        {
            var sheet = new Sheet($"each mode, {on}", 24, [.. abreast.Select(mode => (mode, 14))]);
            Rows("an epoch*, its steps alone", (language, mode) => Time(Of("step", language, batch, SettingOf(mode))?.Median / batch * TrainingImages));
            Rows("an epoch*, with its reading", (language, mode) => Time(Of("epoch", language, batch, SettingOf(mode))?.Median / Taken(batch) * TrainingImages));
            Rows("one image", (language, mode) => Time(Of("infer", language, 1, SettingOf(mode))?.Median));
            if (ComputeDevice.IsCuda(on))
            {
                Rows("one image, not awaited", (language, mode) => Time(Of("infer-launch", language, 1, SettingOf(mode))?.Median));
                Rows("GPU memory, whole process", (language, mode) => Held(Costs.GpuMemory, language, batch, mode));
                Rows("GPU memory, tensors at most", (language, mode) => Held(Costs.GpuTensors, language, batch, mode));
            }
            Display.Line();
            Display.Tell(sheet);

            void Rows(string title, Func<string, string, string> cell)
            {
                sheet.Add(title);
                foreach (var language in Languages)
                    sheet.Add($"  {Evidence.Title(language)}", [.. abreast.Select(mode => cell(language, mode))]);
            }
        }
        foreach (var mode in modes.Where(mode => mode != OpenRequest.StandardMode))
            Say($"Mode {mode} against libtorch as it comes: a step takes {Among(language => Change(Of("step", language, batch, SettingOf(mode)), Of("step", language, batch)))}.");
    }

    private string Held(string what, string language, int batch, string mode) =>
        run.Costs?.Rows.FirstOrDefault(row => row.Case.Phase == what + "step" && row.Case.Batch == batch && row.Case.Settings == SettingOf(mode) && row.Contender == language)?.Median is { } bytes
            ? FormattableString.Invariant($"{bytes / (1 << 20):0.0} MiB") : "–";

    private static string SettingOf(string mode) => mode == OpenRequest.StandardMode ? "" : $"mode={mode}";

    private static string Time(double? nanoseconds) => nanoseconds is { } value ? Figures.Time(value) : "–";

    private static string[] Cells(Func<string, double?> of) => [.. Languages.Select(language => of(language) is { } value ? Figures.Time(value) : "–")];

    // A short last batch is dropped.
    private double Taken(int batch) => pictures / batch * batch;

    private double? Median(string phase, string contender, int batch) => Of(phase, contender, batch)?.Median;

    private Row? Of(string phase, string contender, int batch, string settings = "") =>
        run.Rows.FirstOrDefault(row => row.Case.Phase == phase && row.Case.Batch == batch && row.Case.Settings == settings && row.Contender == contender);

    private static string Ahead => $"workers={ConvAeStudy.Workers}";

    /// <summary>An epoch where one was timed with workers, reading alone where not.</summary>
    private string ReadAhead(int batch) => Of("epoch", Contender.Cpp, batch, Ahead) is null
        ? $"the reading by {Among(language => Change(Of("data", language, batch, Ahead), Of("data", language, batch)))}, a whole epoch only in `full`"
        : $"an epoch by {Among(language => Change(Of("epoch", language, batch, Ahead), Of("epoch", language, batch)))}, on a machine whose cores compute meanwhile; a GPU would leave them to read";

    /// <summary>What C++ loses where its own code is not optimised, as the article's was not.</summary>
    private string BuildType(int batch) =>
        Ratio("data", UnoptimisedCppContender.Name, batch) is { } reading && Ratio("step", UnoptimisedCppContender.Name, batch) is { } step
            ? $" C++ compiled without optimisation, as its build file left it, takes {Word(reading)} times as long to read and {Word(step)} for a step: libtorch itself is optimised either way." : "";

    /// <summary>The two ways of shrinking, each learned and judged on its own pictures.</summary>
    private string L1() => run.Curves is [{ IsComplete: true } smooth, { IsComplete: true } plain, ..]
        ? string.Create(CultureInfo.InvariantCulture, $" After {smooth.Epochs.Count} epoch{(smooth.Epochs.Count == 1 ? "" : "s")} on the same {smooth.Samples} pictures the error is {smooth.Epochs[^1].TestScore:0.0000} where they were antialiased and {plain.Epochs[^1].TestScore:0.0000} where not: two data sets, so two errors.")
        : "";

    private Ratio? Ratio(string phase, string contender, int batch) =>
        run.Ratios.FirstOrDefault(ratio => ratio.Case.Phase == phase && ratio.Case.Batch == batch && ratio.Case.Settings.Length == 0 && ratio.Contender == contender);
}
