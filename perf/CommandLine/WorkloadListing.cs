using System.Text.Json.Nodes;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary>What <c>list</c> says of workloads, for a person and for a program.</summary>
internal sealed class WorkloadListing(Display display)
{
    /// <summary>Columns before what a line has to say of the name at its beginning.</summary>
    public const int NameWidth = 20;

    private const int Width = 80;
    private const int FigureWidth = 46;
    private const string Columns = "               parameters     MACs";
    private readonly Dictionary<NetworkWorkload, IReadOnlyList<NetworkSize>> sizes = [];

    /// <summary>All of them, the variants of networks with their sizes.</summary>
    public void Overview()
    {
        display.Heading("workloads" + Columns);
        foreach (var workload in Workload.All.OrderByDescending(workload => workload is NetworkWorkload))
        {
            Entry(workload.Name, workload.Summary);
            if (workload is NetworkWorkload network)
                Variants(network, withSettings: false);
        }
        foreach (var line in Wrapping.Lines("MACs are multiply-accumulates of one sample forward. `list WORKLOAD` shows data, phases and settings; "
            + "`train WORKLOAD --set NAME=VALUE` changes one.", Width, 0))
            display.Muted(line);
    }

    /// <summary>One of them, whole.</summary>
    public void Whole(Workload workload)
    {
        display.Heading(workload.Name);
        Paragraph("  " + workload.Summary, 2);
        if (workload is NetworkWorkload network)
        {
            var size = Sizes(network)[0];
            var recipe = network.Configure();
            Entry("data", network.DataSet.Summary + (network.DataSet.CanBeDrawn ? $" (`data make {network.DataSet.Name}` draws such a set)" : ""));
            Entry("sample", $"{Shape(size.Input)} → {Shape(size.Output)}, loss and {recipe.Metric.Name}");
        }
        Entry("batch", Figures.Count(workload.DefaultBatch));
        Entry("phases", string.Join(", ", workload.Phases.Select(PhaseName.Of)));
        if (Workload.IsOwn(workload.Name))
            Entry("languages", "C# alone: it is your own");
        if (workload is NetworkWorkload sized)
        {
            display.Heading("variants " + Columns);
            Variants(sized, withSettings: true);
        }
        if (workload.Settings.Count == 0)
            return;
        display.Heading(workload is NetworkWorkload ? "settings, for --set NAME=VALUE" : "settings");
        foreach (var setting in workload.Settings)
        {
            var others = setting.Choices.Count > 0 ? string.Join(", ", setting.Choices.Where(choice => choice != setting.Default)) : setting.Expected;
            Entry(setting.Name, $"{setting.Default} (or {others}). {setting.Summary}");
        }
    }

    /// <summary>A name, and what is to be said of it.</summary>
    public void Entry(string name, string text) => Paragraph($"  {name,-(NameWidth - 2)}{text}", NameWidth);

    public JsonObject Json(Workload workload)
    {
        var sizes = workload is NetworkWorkload network ? Sizes(network) : null;
        return new JsonObject
        {
            ["name"] = workload.Name,
            ["summary"] = workload.Summary,
            ["data"] = workload is NetworkWorkload { DataSet: var set } && set != DataSet.None ? set.Name : null,
            ["own"] = Workload.IsOwn(workload.Name),
            ["batch"] = workload.DefaultBatch,
            ["phases"] = Array(workload.Phases.Select(phase => JsonValue.Create(PhaseName.Of(phase)))),
            ["variants"] = Array(workload.Variants.Select((variant, place) => new JsonObject
            {
                ["name"] = variant.Name,
                ["summary"] = variant.Summary,
                ["settings"] = new JsonObject(variant.Values.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
                ["parameters"] = sizes?[place].Parameters,
                ["macs"] = sizes?[place].Macs,
                ["input"] = sizes is null ? null : Array(sizes[place].Input.Select(extent => JsonValue.Create(extent))),
                ["output"] = sizes is null ? null : Array(sizes[place].Output.Select(extent => JsonValue.Create(extent))),
            })),
            ["settings"] = Array(workload.Settings.Select(setting => new JsonObject
            {
                ["name"] = setting.Name,
                ["summary"] = setting.Summary,
                ["choices"] = Array(setting.Choices.Select(choice => JsonValue.Create(choice))),
                ["default"] = setting.Default,
            })),
        };
    }

    public static JsonArray Array(IEnumerable<JsonNode?> nodes) => [.. nodes];

    private void Variants(NetworkWorkload network, bool withSettings)
    {
        foreach (var (variant, size) in network.Variants.Zip(Sizes(network)))
        {
            Paragraph($"    {variant.Name,-(NameWidth - 3)}{Figures.Count(size.Parameters),13}{Figures.Large(size.Macs),9}".PadRight(FigureWidth)
                + variant.Summary, FigureWidth);
            if (withSettings && variant.Values.Count > 0)
                Paragraph(new string(' ', NameWidth + 4) + string.Join(" ", variant.Values.Select(entry => $"{entry.Key}={entry.Value}")), NameWidth + 4);
        }
    }

    private IReadOnlyList<NetworkSize> Sizes(NetworkWorkload network) =>
        sizes.TryGetValue(network, out var known) ? known : sizes[network] = network.Sizes();

    private void Paragraph(string text, int indent)
    {
        foreach (var line in Wrapping.Lines(text, Width, indent))
            display.Line(line);
    }

    private static string Shape(IReadOnlyList<long> extents) => $"({string.Join(",", extents)})";
}
