namespace PerfSuite.Diagnosis;

/// <summary>What became of one kind of thing that the process holds.</summary>
/// <param name="What"><c>tensors</c>, <c>descriptors</c>, <c>threads</c> or <c>memory</c>, the last in bytes.</param>
/// <param name="Allowed">How much more of it is no growth.</param>
internal sealed record Growth(string What, long Before, long After, long Allowed)
{
    /// <summary>By how much memory may differ: a per cent.</summary>
    public const double MemoryAllowed = 0.01;

    public bool Grew => After - Before > Allowed;

    /// <summary>
    /// Of all that the system tells. Tensors and memory as they were first and last; descriptors and threads as the most of the first quarter of
    /// the readings and the least of the last, for the runtime opens and ends some of its own at times of its own.
    /// </summary>
    /// <param name="holdings">Two or more, the first of them after the warm-up.</param>
    public static IReadOnlyList<Growth> Of(IReadOnlyList<Holding> holdings)
    {
        var quarter = Math.Max(1, holdings.Count / 4);
        var found = new List<Growth> { new("tensors", holdings[0].Tensors, holdings[^1].Tensors, 0) };
        Lasting("descriptors", holding => holding.Descriptors);
        Lasting("threads", holding => holding.Threads);
        if (holdings[0].Memory is { } first && holdings[^1].Memory is { } last)
            found.Add(new("memory", first, last, (long)(first * MemoryAllowed)));
        return found;

        void Lasting(string what, Func<Holding, long?> of)
        {
            if (holdings.Take(quarter).Max(of) is { } before && holdings.TakeLast(quarter).Min(of) is { } after)
                found.Add(new(what, before, after, 0));
        }
    }
}
