using System.Globalization;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// A change for the worse that is made to a copy of the source, so that the gate can be seen to find it: real work, built and run, and not a
/// number multiplied.
/// </summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="Summary">What it does.</param>
/// <param name="File">Below the root of the source.</param>
/// <param name="Anchor">A text that stands there exactly once.</param>
/// <param name="Insertion">What is put behind it.</param>
internal sealed record Mutant(string Name, string Summary, string File, string Anchor, string Insertion)
{
    private const string Overhead = "src/Learning/Workloads/OverheadSession.cs";
    private const string Session = "src/Learning/Workloads/Session.cs";
    private const string SpinPrefix = "spin-";

    /// <summary>Those that counters must find, every time.</summary>
    public static IReadOnlyList<Mutant> OfCounters { get; } =
    [
        new("allocation", "`a + b` allocates one object more", Overhead, "using var z = x + y;", " System.GC.KeepAlive(new object());"),
        new("native-call", "`a + b` asks libtorch once more", Overhead, "using var z = x + y;", " _ = x.requires_grad;"),
        new("clone", "`a + b` copies its sum once more", Overhead, "using var z = x + y;", " using var copy = z.clone();"),
        new("leak", "`a + b` with gradient keeps every sum alive", Overhead, "using var z = a + b;", " var kept = z.alias(); System.AppDomain.CurrentDomain.SetData(\"kept \" + kept.Handle, kept);"),
    ];

    /// <summary>One that spins: every iteration takes a share of what it took in a recording longer.</summary>
    /// <param name="percent">Of the base's median.</param>
    /// <param name="recording">With the medians.</param>
    public static Mutant Spin(double percent, GateRecording recording)
    {
        var cases = recording.Rows.Index().Select(row => (row.Item, Nanoseconds: percent / 100 * Estimator.Median([.. recording.Rounds.Select(round => round[row.Index].Base)])))
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"(\"{row.Item.Workload}\", \"{row.Item.Phase}\", {row.Item.Batch}) => {row.Nanoseconds:0.###}, "));
        return new Mutant(
            string.Create(CultureInfo.InvariantCulture, $"{SpinPrefix}{percent:0.##}"),
            string.Create(CultureInfo.InvariantCulture, $"every iteration spins for {percent:0.##} % of the base's time"),
            Session,
            "var start = Stopwatch.GetTimestamp();",
            $" var until = Stopwatch.GetTimestamp() + (long)(iterations * (double)Stopwatch.Frequency / 1e9 * ((Workload.Name, PhaseName.Of(phase), Options.Batch) switch {{ {string.Concat(cases)}_ => 0.0 }})); while (Stopwatch.GetTimestamp() < until) {{ }}");
    }

    /// <summary>The mutant of a command line; null where none is asked for.</summary>
    /// <param name="name">Of <c>--mutant</c>.</param>
    /// <param name="like">The file of <c>--like</c>.</param>
    /// <exception cref="Fault">There is none of that name, or the file is no recording.</exception>
    public static Mutant? Asked(string? name, string? like) => name is null ? null : Find(name, like is null ? null : Recording(like));

    /// <summary>A recording that somebody named.</summary>
    /// <exception cref="Fault">It is damaged or empty.</exception>
    public static GateRecording Recording(string path)
    {
        try
        {
            return GateRecording.Read(path) is { Rounds.Count: > 0 } recording ? recording : throw new Fault($"{path}: there are no rounds in it.");
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, cause: fault);
        }
    }

    /// <summary>The mutant of that name; <c>spin-5</c> needs a recording.</summary>
    /// <exception cref="Fault">There is none.</exception>
    public static Mutant Find(string name, GateRecording? recording)
    {
        if (OfCounters.FirstOrDefault(mutant => mutant.Name == name) is { } found)
            return found;
        if (!name.StartsWith(SpinPrefix, StringComparison.Ordinal) || !double.TryParse(name[SpinPrefix.Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent is not (> 0 and <= 100))
            throw Fault.Usage($"--mutant takes {string.Join(", ", OfCounters.Select(mutant => mutant.Name))} or spin-PERCENT, such as spin-5, not '{name}'.");
        return Spin(percent, recording ?? throw Fault.Usage($"--mutant {name} needs --like FILE, a recording of the same rows: a share of what?"));
    }

    /// <summary>Makes the change in a copy of the source.</summary>
    /// <exception cref="Fault">The place is not there once.</exception>
    public void Apply(string folder)
    {
        var path = Path.Combine(folder, File);
        var text = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : "";
        if (text.Split(Anchor).Length != 2)
            throw new Fault($"mutant {Name}: {File} has not exactly one '{Anchor.ReplaceLineEndings(" ")}'; the mutant has to follow what changed there.");
        System.IO.File.WriteAllText(path, text.Replace(Anchor, Anchor + Insertion));
    }
}
