namespace PerfSuite.Learning.Data.Loading;

/// <summary>The first samples of a set, as if there were no more.</summary>
public sealed class FirstSamples : SampleSource
{
    private readonly SampleSource whole;

    /// <param name="whole">Of which they are; disposed of with this.</param>
    /// <param name="most">How many, 1 or more; all where there are no more than that.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public FirstSamples(SampleSource whole, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        this.whole = whole;
        Count = Math.Min(whole.Count, most);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override SampleLayout Layout => whole.Layout;

    /// <inheritdoc/>
    public override string NameOf(int index) => whole.NameOf(index);

    /// <inheritdoc/>
    public override SampleReader OpenReader() => whole.OpenReader();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => whole.Dispose();
}
