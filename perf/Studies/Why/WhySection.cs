using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies.Why;

/// <summary>The block below a study's table: where the time goes, what the languages add, how near the machine's limit it all is.</summary>
internal sealed class WhySection(Display display)
{
    private const int Width = 80;
    private const int Label = 35;
    private const int Column = 15;

    public void Show(Evidence evidence)
    {
        var (broken, lines, memory, rates, peak) = (BrokenDown.All(evidence), FrontEndLine.All(evidence), TensorMemory.All(evidence), Throughput.All(evidence), Throughput.Peak(evidence));
        broken = [.. broken.Where(one => one.Of.Count > 0)];
        if (broken.Count == 0 && lines.Count == 0 && rates.Count == 0)
            return;
        display.Line();
        display.Heading("Why ".PadRight(Width, '─'));
        display.Keep(new Passage(PassageKind.Heading, "Why"));
        if (evidence.Lead.Length > 0)
            Note($"Each language by its {evidence.Lead} way, unless another is named.");
        Where(broken);
        Calls(lines);
        Memory(memory);
        Rates(rates, peak);
        display.Line();
        display.Tell(WhyParagraph.Of(evidence, broken, lines, memory, rates, peak));
    }

    private void Where(IReadOnlyList<BrokenDown> broken)
    {
        if (broken.Count == 0)
            return;
        display.Line();
        var sheet = Columns("where the time goes");
        foreach (var one in broken)
        {
            sheet.Add(one.Title);
            foreach (var (name, place) in one.Of.Values.First().Parts.Select((part, place) => (part.Name, place)))
                sheet.Add("  " + name, Cells(language => one.Of.TryGetValue(language, out var own) && own.Parts[place].Time is { } time
                    ? (time.ToString(), time.IsNoise ? "" : Share(time.Nanoseconds / own.Whole.Nanoseconds)) : ("–", "")));
            sheet.Add("  together", Cells(language => one.Of.TryGetValue(language, out var own) ? (own.Whole.ToString(), "") : ("–", "")));
        }
        display.Tell(sheet);
        foreach (var one in broken.Where(one => one.Of.Values.Any(own => own.IsTorn)))
            display.Tell($"the machine was not quiet: a part is longer than the whole of {one.Title}; measure again", PassageKind.Warning, indent: 2);
        foreach (var one in broken.Where(one => one.Other.Length > 0))
            Note($"Other is {one.Other} ({one.Title}).");
        Note("Forward contains the loss, backward is a gradient less forward, update a step less a gradient, zeroing included; these rows are medians of "
            + "different rounds. ≈\u00A00 is within their intervals. Transfer is to a GPU; on a CPU there is none. – was not measured, or is no part of it.");
    }

    private void Calls(IReadOnlyList<FrontEndLine> lines)
    {
        if (lines.Count == 0)
            return;
        display.Line();
        display.Heading("native operations of one sample, and what a language adds to each");
        var kept = new List<IReadOnlyList<string>>();
        foreach (var line in lines)
        {
            display.Line(line.Label.PadRight(38) + " " + string.Join(", ", Evidence.Languages.Select(language => $"{Count(line.Operations[language])} {Evidence.Title(language)}"))
                + (line.Calls is { } calls ? $"; {Count(calls)} calls" : ""));
            var (csharp, python) = (Of(line, Contender.CSharp), Of(line, Contender.Python));
            kept.Add([line.Label, .. Evidence.Languages.Select(language => Count(line.Operations[language])), line.Calls is { } all ? Count(all) : "–",
                csharp is null ? "–" : $"{Difference(csharp)} {csharp.Judgement}", python is null ? "–" : Difference(python)]);
            display.Line((csharp is null ? "  C# –" : $"  C# {Difference(csharp)} {csharp.Judgement}").PadRight(45) + "Python " + (python is null ? "–" : Difference(python)));
        }
        display.Keep(new Passage(PassageKind.Table, "native operations of one sample")
        {
            Columns = [.. Evidence.Languages.Select(Evidence.Title), "calls from C#", "C# adds to each", "Python adds to each"],
            Rows = kept,
        });
        Note(string.Create(CultureInfo.InvariantCulture, $"Operations are those that libtorch dispatches in one step or prediction, backward included; calls are those from C# into libtorch. Differences are taken within rounds and divided by C++'s operations: Hodges–Lehmann estimates, in brackets the exact interval of at least 95 %. Target of C#: at most {FrontEnd.Target:0} ns; met or missed where the whole interval is, else undecided."));
    }

    private void Memory(IReadOnlyList<TensorMemory> memory)
    {
        if (memory.Count == 0)
            return;
        display.Line();
        var sheet = Columns("tensors at once");
        foreach (var one in memory)
            sheet.Add(one.Label, Cells(language => (one.Of.TryGetValue(language, out var bytes) ? Size(bytes) : "–", "")));
        display.Tell(sheet);
        Note("What libtorch's allocator holds at most within one step or prediction, of the memory that it gave out in it: parameters and the batch "
            + "were there before. A count, without noise.");
    }

    private void Rates(IReadOnlyList<Throughput> rates, Throughput? peak)
    {
        if (rates.Count == 0)
            return;
        var best = peak?.Of.Values.Max();
        display.Line();
        var sheet = Columns("GFLOP/s, % of the peak");
        foreach (var one in rates.Append(peak).OfType<Throughput>())
            sheet.Add(one.Label, Cells(language => one.Of.TryGetValue(language, out var rate) ? (Rate(rate), best is null ? "" : Share(rate / best.Value)) : ("–", "")));
        display.Tell(sheet);
        Note("Two operations for each multiply-accumulate of convolutions and linear layers; a step counts as three passes forward, though a first layer "
            + "needs no gradient of its input. The peak: the fastest product of two 1024×1024 matrices in this run, with the same threads.");
    }

    private void Note(string text) => display.Tell(text, PassageKind.Note);

    private static FrontEnd? Of(FrontEndLine line, string language) => line.Added.FirstOrDefault(one => one.Language == language);

    private static Sheet Columns(string title) => new(title, Label, [.. Evidence.Languages.Select(language => (Evidence.Title(language) + "      ", Column))]);

    /// <summary>The share, where there is one, behind the value and a blank that holds them together.</summary>
    private static string[] Cells(Func<string, (string Value, string Share)> of) => [.. Evidence.Languages.Select(of).Select(cell => $"{cell.Value}\u00A0{cell.Share,5}")];

    private static string Share(double share) => share.ToString("0 %;−0 %", CultureInfo.InvariantCulture);

    private static string Count(double? count) => count?.ToString("0.#", CultureInfo.InvariantCulture) ?? "–";

    private static string Size(double bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):0.0}KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.0}MiB");

    private static string Rate(double rate) => rate.ToString(rate < 9.95 ? rate < 0.095 ? "0.000" : rate < 0.95 ? "0.00" : "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Difference(FrontEnd added) =>
        $"{Signed(added.Difference.Median)} ({(added.Difference.Interval is { } interval ? $"{Signed(interval.Low)} to {Signed(interval.High)}" : "?")})";

    /// <summary>A time that may be below 0.</summary>
    public static string Signed(double nanoseconds) => (nanoseconds < 0 ? "−" : "") + Figures.Time(Math.Abs(nanoseconds));
}
