using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Training;

/// <summary>Images and labels as tensors in memory: float32 (N,1,28,28), pixels in [0,1], and int64 (N).</summary>
/// <remarks>
/// Pixels become float32 once, here. Converting each batch gives the same bits (a correctly rounded division of the
/// same byte) and needs a quarter of the memory, but pays for the conversion in every epoch.
/// </remarks>
public sealed class ImageSet : IDisposable
{
    private readonly Tensor images;
    private readonly Tensor labels;

    /// <summary>Converts a set that has been read or drawn.</summary>
    public ImageSet(MnistSet set)
    {
        Count = set.Count;
        using var bytes = from_array(set.Images);
        using var pixels = bytes.to_type(ScalarType.Float32);
        pixels.div_(255);
        images = pixels.view(Count, 1, MnistSet.Side, MnistSet.Side);
        using var digits = from_array(set.Labels);
        labels = digits.to_type(ScalarType.Int64);
    }

    /// <summary>Takes both tensors over; for tests that need what no file can hold.</summary>
    internal ImageSet(Tensor images, Tensor labels)
    {
        this.images = images;
        this.labels = labels;
        Count = checked((int)labels.numel());
    }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>Reads one part of a folder with MNIST's files.</summary>
    /// <exception cref="DataException">A file is missing or faulty.</exception>
    public static ImageSet Read(string folder, MnistPart part) => new(MnistSet.Read(folder, part));

    /// <summary>
    /// All images once, in the order <c>randperm</c> draws from a generator of its own with this seed, whatever the
    /// state of the default generator.
    /// </summary>
    /// <returns>Images (B,1,28,28) and labels (B); both are freed when the next batch is asked for.</returns>
    public IEnumerable<(Tensor Images, Tensor Labels)> Batches(int batch, long seed, bool dropLast)
    {
        using var generator = new Generator((ulong)seed);
        using var order = randperm(Count, ScalarType.Int64, generator: generator);
        for (var start = 0; start < Count; start += batch)
        {
            var size = Math.Min(batch, Count - start);
            if (dropLast && size < batch)
                yield break;
            using var chosen = order.narrow(0, start, size);
            using var batchImages = images.index_select(0, chosen);
            using var batchLabels = labels.index_select(0, chosen);
            yield return (batchImages, batchLabels);
        }
    }

    /// <summary>All images once, as they are stored; views, nothing is copied. Freed when the next is asked for.</summary>
    public IEnumerable<(Tensor Images, Tensor Labels)> InOrder(int batch)
    {
        for (var start = 0; start < Count; start += batch)
        {
            var size = Math.Min(batch, Count - start);
            using var batchImages = images.narrow(0, start, size);
            using var batchLabels = labels.narrow(0, start, size);
            yield return (batchImages, batchLabels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
    }
}
