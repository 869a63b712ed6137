using System.Globalization;
using PerfSuite.Learning.Data.Loading;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Training;

/// <summary>What there is to say when a loss is infinite or no number: which batch, whether its data are to blame, what may help.</summary>
internal sealed class Divergence
{
    private const int NamesShown = 3;

    /// <param name="what">The loss it is: <c>loss</c>, <c>validation loss</c>.</param>
    /// <param name="value">What it became.</param>
    /// <param name="where"><c>step 412, in epoch 3</c>.</param>
    /// <param name="rate">The learning rate.</param>
    public Divergence(string what, float value, string where, double rate, SampleSource source, Batch batch)
    {
        Samples = [.. batch.Indices.ToArray().Select(source.NameOf)];
        var faulty = Enumerable.Range(0, batch.Count).Where(i => !(IsFinite(batch.Input, i) && IsFinite(batch.Target, i))).Select(i => Samples[i]).ToArray();
        Reason = string.Create(CultureInfo.InvariantCulture, $"The {what} became {value} at {where}, on {Some(Samples)}: ")
            + (faulty.Length > 0
                ? $"{Some(faulty)} {(faulty.Length == 1 ? "holds" : "hold")} numbers that are infinite or none: mend or remove them"
                : string.Create(CultureInfo.InvariantCulture, $"all their numbers are finite, so the parameters have diverged: try a smaller learning rate than {rate} (--lr)"));
    }

    /// <summary>A sentence without its full stop.</summary>
    public string Reason { get; }

    /// <summary>Every sample of the batch, by name.</summary>
    public IReadOnlyList<string> Samples { get; }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");

    private static bool IsFinite(Tensor tensor, int index)
    {
        using var one = tensor.narrow(0, index, 1);
        using var finite = one.isfinite();
        using var count = finite.sum();
        return count.item<long>() == one.numel();
    }
}
