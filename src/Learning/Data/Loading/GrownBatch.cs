using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>
/// Batches as the autoencoder's article made them: copied anew for every sample that joins, so a batch of B costs B² / 2 copies of a sample.
/// A loader writes each sample to its place once; this is what it is compared with.
/// </summary>
internal static class GrownBatch
{
    /// <summary>Whole batches; a short last one is left out.</summary>
    /// <param name="samples">One each, their input also their target.</param>
    /// <param name="size">Samples in a batch.</param>
    /// <returns>Each valid until the next is asked for.</returns>
    public static IEnumerable<Batch> Of(IEnumerable<Batch> samples, int size)
    {
        Tensor? grown = null;
        try
        {
            foreach (var sample in samples)
            {
                var larger = grown is null ? sample.Input.clone() : cat([grown, sample.Input]);
                grown?.Dispose();
                grown = larger;
                if (grown.shape[0] < size)
                    continue;
                yield return new Batch(grown, grown);
                grown.Dispose();
                grown = null;
            }
        }
        finally
        {
            grown?.Dispose();
        }
    }
}
