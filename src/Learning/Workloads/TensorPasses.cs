using System.Runtime.InteropServices;
using PerfSuite.Learning.Data.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// Batches by tensor operations on whole batches, for comparison with the loader: the whole set is a tensor in memory.
/// Order and augmentation are drawn from the default generator.
/// </summary>
internal sealed class TensorPasses : IDisposable
{
    private const int Margin = 4;
    private const long Side = 32;
    private const long Framed = Side + 2 * Margin;
    private readonly int batch;
    private readonly Tensor samples;
    private readonly Tensor labels;
    private readonly Tensor target;
    private readonly Tensor along;
    private readonly Tensor planes;
    private readonly Tensor mirror;
    private readonly Tensor mean;
    private readonly Tensor deviation;

    public TensorPasses(SampleSource source, Phase phase, int batch)
    {
        (Phase, this.batch) = (phase, batch);
        using var loader = new Loader(source, new LoaderOptions(Math.Clamp(source.Count, 1, 65536), Shuffle: false));
        var (images, classes) = Whole(loader);
        labels = classes;
        using (images)
            samples = phase == Phase.CifarTensors ? InFrames(images) : images.clone();
        target = empty(batch, 3, Side, Side);
        along = from_array(Enumerable.Range(0, (int)Side).Select(x => (long)x).ToArray());
        planes = from_array(new[] { 0, Framed * Framed, 2 * Framed * Framed }).view(1L, 3L, 1L, 1L);
        mirror = from_array(Enumerable.Range(0, (int)Side).Select(x => Side - 1 - (2L * x)).ToArray());
        mean = from_array(new[] { 0.4914f, 0.4822f, 0.4465f }).view(1L, 3L, 1L, 1L);
        deviation = from_array(new[] { 0.2023f, 0.1994f, 0.2010f }).view(1L, 3L, 1L, 1L);
    }

    public Phase Phase { get; }

    public void Pass()
    {
        using var order = randperm(labels.shape[0], ScalarType.Int64);
        for (var start = 0L; start < labels.shape[0]; start += batch)
        {
            var count = Math.Min(batch, labels.shape[0] - start);
            using var chosen = order.narrow(0, start, count);
            switch (Phase)
            {
                case Phase.RowsSelect:
                    samples.index_select(0, chosen).Dispose();
                    labels.index_select(0, chosen).Dispose();
                    break;
                case Phase.Memcpy:
                    using (var from = samples.narrow(0, start, count))
                    using (var to = target.narrow(0, 0, count))
                        to.copy_(from);
                    break;
                default:
                    Augmented(chosen, count);
                    break;
            }
        }
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { samples, labels, target, along, planes, mirror, mean, deviation })
            tensor.Dispose();
    }

    private static (Tensor Images, Tensor Labels) Whole(Loader loader)
    {
        var (images, labels) = (new List<Tensor>(), new List<Tensor>());
        foreach (var part in loader.Epoch(0))
        {
            images.Add(part.Input.clone());
            labels.Add(part.Target.clone());
        }
        if (images.Count == 1)
            return (images[0], labels[0]);
        throw new ArgumentException("More samples than one batch can hold are not compared with tensor operations.");
    }

    /// <summary>uint8 of all images in frames of black, flat. From the numbers back to the bytes: 255·(x·deviation + mean), rounded.</summary>
    private static Tensor InFrames(Tensor images)
    {
        var floats = MemoryMarshal.Cast<byte, float>(images.bytes);
        float[] means = [0.4914f, 0.4822f, 0.4465f], deviations = [0.2023f, 0.1994f, 0.2010f];
        var planeCount = floats.Length / (int)(Side * Side);
        var framed = new byte[planeCount * Framed * Framed];
        for (var plane = 0; plane < planeCount; plane++)
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                    framed[(plane * Framed * Framed) + ((y + Margin) * Framed) + x + Margin] = (byte)Math.Round(
                        255 * ((floats[(int)((plane * Side * Side) + (y * Side) + x)] * deviations[plane % 3]) + means[plane % 3]));
        return from_array(framed);
    }

    private void Augmented(Tensor chosen, long count)
    {
        using var scope = NewDisposeScope();
        var down = randint(0L, (2L * Margin) + 1, new[] { count, 1L }, ScalarType.Int64);
        var across = randint(0L, (2L * Margin) + 1, new[] { count, 1L }, ScalarType.Int64);
        var flip = randint(0L, 2L, new[] { count, 1L }, ScalarType.Int64);
        var y = ((down + along) * Framed).view(count, 1L, Side, 1L);
        var x = (across + along + (flip * mirror)).view(count, 1L, 1L, Side);
        var start = (chosen * (3 * Framed * Framed)).view(count, 1L, 1L, 1L);
        var pixels = samples.index_select(0, (start + planes + y + x).view(-1L)).view(count, 3L, Side, Side);
        pixels.to_type(ScalarType.Float32).div_(255).sub_(mean).div_(deviation);
        labels.index_select(0, chosen);
    }
}
