using System.Text.Json.Nodes;
using PerfSuite.Learning.Leaks;
using PerfSuite.Screen;

namespace PerfSuite.Diagnosis;

/// <summary>A few steps of which every tensor is followed, then many over which nothing may grow.</summary>
internal sealed class LeakExamination(int steps, int? warmUp, int lookedAt)
{
    private int warmedUp;

    public int Steps => steps;

    public LeakReport Report { get; private set; } = null!;

    public IReadOnlyList<Holding> Holdings { get; private set; } = [];

    public IReadOnlyList<Growth> Growths { get; private set; } = [];

    public bool IsClean => Report.IsClean && !Growths.Any(growth => growth.Grew);

    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(Action step, Progress? progress, CancellationToken cancellation)
    {
        Report = LeakSearch.Run(step, lookedAt);
        var (taken, shown) = (0, -1L);
        Holdings = Endurance.Run(Counted, steps, warmUp ?? Endurance.WarmUpOf(steps), warmUp is null ? Endurance.Settling : TimeSpan.Zero, done =>
        {
            // A thousand redrawings at most: they are no part of what is looked at.
            var part = 1000L * done / steps;
            if (part == shown)
                return;
            shown = part;
            progress?.Report((double)done / steps, done == 0 ? "warming up" : $"{Figures.Count(done)} of {Figures.Count(steps)} steps");
        }, cancellation);
        Growths = Growth.Of(Holdings);
        warmedUp = taken - steps;

        void Counted()
        {
            step();
            taken++;
        }
    }

    /// <summary>What was found, added to what it is about.</summary>
    public JsonObject Json(JsonObject about)
    {
        about["clean"] = IsClean;
        about["search"] = new JsonObject
        {
            ["steps"] = Report.Steps,
            ["warmUp"] = LeakSearch.WarmUp,
            ["alive"] = Report.Alive,
            ["placesAreKnown"] = Report.PlacesAreKnown,
            ["leaks"] = new JsonArray([.. Report.Leaks.Select(leak => new JsonObject
            {
                ["count"] = leak.Count,
                ["forgotten"] = leak.Forgotten,
                ["what"] = leak.What,
                ["ways"] = leak.Ways,
                ["stack"] = new JsonArray([.. leak.Stack.Select(place => new JsonObject { ["method"] = place.Method, ["file"] = place.File, ["line"] = place.Line })]),
            })]),
        };
        about["endurance"] = new JsonObject
        {
            ["steps"] = steps,
            ["warmUp"] = warmedUp,
            ["growths"] = new JsonArray([.. Growths.Select(growth => new JsonObject
            {
                ["what"] = growth.What, ["before"] = growth.Before, ["after"] = growth.After, ["allowed"] = growth.Allowed, ["grew"] = growth.Grew,
            })]),
            ["readings"] = new JsonArray([.. Holdings.Select(holding => new JsonObject
            {
                ["step"] = holding.Step, ["tensors"] = holding.Tensors, ["descriptors"] = holding.Descriptors, ["threads"] = holding.Threads, ["memory"] = holding.Memory,
            })]),
        };
        return about;
    }
}
