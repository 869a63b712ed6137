using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>What a run measures, in order.</summary>
/// <param name="Title">Of the table.</param>
/// <param name="Sections">Each one session of each contender.</param>
internal sealed record Plan(string Title, IReadOnlyList<Section> Sections)
{
    /// <summary>Steps whose losses must agree before a session is timed.</summary>
    public const int AgreementSteps = 2;

    /// <summary>What a reader of the table must know before quoting it; null where there is nothing.</summary>
    public string? Caution { get; init; }

    /// <summary>Whom a contender's ratios are to; null for nobody. To C++ unless the plan has a better one.</summary>
    public Func<string, string?> Reference { get; init; } = contender => contender == Contender.Cpp ? null : Contender.Cpp;

    /// <summary>Fresh processes of every contender that each row's rounds are of.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>What is trained once all sections are done.</summary>
    public IReadOnlyList<CurvePlan> Curves { get; init; } = [];

    /// <summary>The rows of the table whose workload, batch, variant, settings, phase or labels have all of the words, and nothing else.</summary>
    /// <exception cref="Fault">There is none.</exception>
    public Plan Only(string words)
    {
        var asked = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Section[] kept =
        [
            .. from section in Sections
               let items = section.Items.Where(item => item.IsShown && asked.All(word => Words(section, item).Any(own => own.Contains(word, StringComparison.OrdinalIgnoreCase)))).ToList()
               where items.Count > 0
               select section with { Items = items },
        ];
        if (kept.Length > 0)
            return this with { Sections = kept, Curves = [] };
        var rows = Sections.SelectMany(section => section.Items.Where(item => item.IsShown).Select(item => string.Join(' ', Words(section, item).Take(5).Where(word => word.Length > 0)))).Distinct();
        throw Fault.Usage($"--only: no row has '{words}'. There are: {string.Join("; ", rows)}.");
    }

    /// <summary>The same with so many rounds a row.</summary>
    public Plan Within(int rounds) => this with
    {
        Sections = [.. Sections.Select(section => section with { Items = [.. section.Items.Select(item => item with { Rounds = item.Rounds with { Rounds = rounds } })] })],
    };

    /// <summary>The same with every row's rounds shared out evenly, rounded up, among so many processes.</summary>
    public Plan Among(int processes) => this with
    {
        Processes = processes,
        Sections = [.. Sections.Select(section => section with { Items = [.. section.Items.Select(item => item with { Rounds = item.Rounds with { Rounds = (item.Rounds.Rounds + processes - 1) / processes } })] })],
    };

    /// <summary>The same where it is to be computed; what only reads files stays on the processor.</summary>
    /// <param name="device">As <see cref="ComputeDevice"/> names it.</param>
    public Plan On(string device) => this with
    {
        Sections = [.. Sections.Select(section => Learning.Workloads.Workload.Find(section.Workload).OnDevices ? OnDevice(section, device) : section)],
        Curves = [.. Curves.Select(curve => curve with { Device = device })],
    };

    /// <summary>Every section once in each mode, one after the other: a mode is a column of an article's table.</summary>
    public Plan In(IReadOnlyList<string> modes) => this with
    {
        Sections = [.. Sections.SelectMany(section => modes.Select(mode => section with
        {
            Mode = mode,
            Heading = mode == OpenRequest.StandardMode ? section.Heading : $"{section.Heading}, {mode}",
        }))],
    };

    /// <summary>
    /// On a GPU a prediction is also timed without waiting for its answer, as articles did, and a prediction and a step by the GPU's own clock;
    /// what copying the batch there takes is a row of its own.
    /// </summary>
    private static Section OnDevice(Section section, string device) =>
        ComputeDevice.IsCuda(device) && Learning.Workloads.Workload.Find(section.Workload) is Learning.Workloads.NetworkWorkload
            ? section with { Device = device, Items = [.. section.Items.SelectMany(OnGpu)] }
            : section with { Device = device };

    private static Item[] OnGpu(Item item) => (item.Phase, item.IsShown) switch
    {
        ("infer", true) => [item, Beside(item, "infer-launch", "  not awaited"), Beside(item, "infer-events", "  GPU's clock")],
        ("step", true) => [item, Beside(item, "step-events", "  GPU's clock"), Beside(item, "transfer", "  transfer"), Beside(item, "transfer-pinned", "  pinned")],
        _ => [item],
    };

    private static Item Beside(Item item, string phase, string label) => item with { Phase = phase, Label = label, Rounds = item.Rounds with { Phase = phase }, Latencies = 0, Counted = 0 };

    private static IEnumerable<string> Words(Section section, Item item) =>
        [section.Workload, section.Variant, section.SettingsText, item.Phase, $"batch {section.Batch}", item.Label, section.Heading, item.Study];

    public IEnumerable<Case> Cases => Sections.SelectMany(section => section.Items.Select(section.CaseOf));

    /// <summary>Seconds that all of it is expected to take where so many take part; the measure of progress.</summary>
    public double WeightFor(int contenders) => (contenders * Sections.Sum(section => section.Items.Sum(item => item.Weight))) + Curves.Sum(curve => curve.Weight);
}

/// <summary>A workload opened once by everybody, and what is timed in that session.</summary>
/// <param name="Heading">Printed above the first row where it differs from the section before.</param>
/// <param name="Data">Folder with the workload's data set; null without the epoch phase.</param>
internal sealed record Section(string Heading, string Workload, int Batch, int Threads, long Seed, IReadOnlyList<Item> Items, string? Data = null)
{
    /// <summary>One of the workload's variants.</summary>
    public string Variant { get; init; } = Learning.Workloads.Variant.Matched;

    /// <summary>Where it is computed.</summary>
    public string Device { get; init; } = ComputeDevice.Cpu;

    /// <summary>How libtorch picks its kernels and rounds.</summary>
    public string Mode { get; init; } = OpenRequest.StandardMode;

    /// <summary>By name, what is to be other than the variant has it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of contenders that have no such workload: they are not asked, and have no rows here.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>The safetensors file that everybody begins with; null for the parameters that the seed makes.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Samples in the steps of agreement where they cannot be <see cref="Batch"/>: batch normalisation has nothing to train on where one image
    /// is down to one pixel.
    /// </summary>
    public int? AgreementBatch { get; init; }

    /// <summary>Samples of one pass over <see cref="Data"/>; 0 where it is nobody's business.</summary>
    public int Samples { get; init; }

    /// <summary>Whether only one contender of each language is asked, as the reasons below a table need it.</summary>
    public bool IsForLeaders { get; init; }

    /// <summary>That read ahead in the phases that read files.</summary>
    public int Workers { get; init; }

    public OpenRequest Request => new(Workload, Batch, Seed, Threads, Variant, Device, Data: Data, Settings: Settings, Weights: Weights, Workers: Workers, Mode: Mode);

    /// <summary>Whether the seed tells this section from another of the plan.</summary>
    public bool IsRepetition { get; init; }

    /// <summary>The settings as results keep them.</summary>
    public string SettingsText => string.Join(' ', new[] { Learning.Workloads.Workload.Find(Workload).Settle(Variant, Settings).ToString(), Workers > 0 ? $"workers={Workers}" : "", Mode == OpenRequest.StandardMode ? "" : $"mode={Mode}", IsRepetition ? $"seed={Seed}" : "" }.Where(part => part.Length > 0));

    public Case CaseOf(Item item) => new(item.Study, Workload, Variant, item.Phase, Batch, Device, Threads, SettingsText);
}

/// <summary>One row of the table.</summary>
/// <param name="Study">The study it belongs to: <c>overhead</c>, <c>batches</c>, <c>latency</c>, <c>epoch</c>.</param>
/// <param name="Label">What the table calls it.</param>
/// <param name="Weight">Seconds that one contender is expected to spend at the clock.</param>
internal sealed record Item(string Study, string Phase, string Label, RoundsPlan Rounds, double Weight)
{
    /// <summary>How many iterations are also timed each by itself, after the rounds; 0 is none.</summary>
    public int Latencies { get; init; }

    /// <summary>Iterations over which operations are counted, where the whole run does not count; 0 is none.</summary>
    public int Counted { get; init; }

    /// <summary>Whether it is a row of the table; others are for the reasons below it.</summary>
    public bool IsShown { get; init; } = true;
}
