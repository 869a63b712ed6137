using System.Runtime.InteropServices;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Images in an array, predicted in order and without end; the probabilities of the last batch in another.</summary>
public sealed class PredictionSession : Session
{
    private readonly Module<Tensor, Tensor> model;
    private readonly string api;
    private readonly float[] images;
    private readonly byte[] labels;
    private readonly float[] probabilities;
    private Func<Tensor, Tensor>? logits;
    private jit.ScriptModule<Tensor, Tensor>? script;
    private ManagedSoftmax? managed;
    private int position;

    internal PredictionSession(PredictionWorkload workload, SessionOptions options, Settings settings, MnistSet set) : base(workload, options)
    {
        var cnn = settings.Is(PredictionWorkload.Network, "cnn");
        api = settings[PredictionWorkload.Api];
        labels = set.Labels[..Math.Min(set.Count, PredictionWorkload.MostImages)];
        images = [.. set.Images.Take(labels.Length * MnistSet.ImageLength).Select(pixel => pixel / 255f)];
        probabilities = new float[options.Batch * MnistSet.Classes];
        manual_seed(options.Seed);
        model = cnn ? new MnistCnn() : new MnistSoftmax();
        model.eval();
        logits = api switch
        {
            "module" => model.call,
            "functional" => cnn ? FunctionalMnist.Cnn(model) : FunctionalMnist.Softmax(model),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary>Of the last batch: ten for each image.</summary>
    public ReadOnlySpan<float> Probabilities => probabilities;

    /// <summary>
    /// For each of the first batches, from image 0, the mean of −ln of what the labels were given, computed in double.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 1000 batches.</exception>
    public override float[] Agree(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1000);
        Prepare(Phase.Predict);
        try
        {
            return [.. Enumerable.Range(0, steps).Select(step => Surprise((int)((long)step * Options.Batch % labels.Length)))];
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>Predicts the next batch. Prepare <see cref="Phase.Predict"/> first.</summary>
    public void Predict()
    {
        Predict(position);
        position = (position + Options.Batch) % labels.Length;
    }

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        for (var i = 0; i < iterations; i++)
            Predict();
    }

    private protected override void LoadCore(string path)
    {
        var beside = api == "script" ? Script(path) : null;
        try
        {
            base.LoadCore(path);
        }
        catch
        {
            beside?.Dispose();
            throw;
        }
        if (beside is null)
            return;
        script?.Dispose();
        script = beside;
        logits = beside.call;
    }

    private protected override bool WithoutGradient(Phase phase) => true;

    private protected override void PrepareCore(Phase phase)
    {
        if (api == "managed")
            managed = new ManagedSoftmax(model);
        else if (logits is null)
            throw new ArgumentException("api script runs the file beside the weights, and the session was opened without: name weights.");
    }

    private protected override float StepWithLoss() => throw new NotSupportedException("There is nothing to learn.");

    private protected override void DisposeCore()
    {
        script?.Dispose();
        model.Dispose();
    }

    private void Predict(int first)
    {
        if (managed is not null)
        {
            for (var i = 0; i < Options.Batch; i++)
                managed.Predict(Image(first + i), probabilities.AsSpan(i * MnistSet.Classes, MnistSet.Classes));
            return;
        }
        using var input = empty(Options.Batch, 1, MnistSet.Side, MnistSet.Side);
        var pixels = MemoryMarshal.Cast<byte, float>(input.bytes);
        for (var i = 0; i < Options.Batch; i++)
            Image(first + i).CopyTo(pixels[(i * MnistSet.ImageLength)..]);
        using var output = logits!(input);
        using var shares = functional.softmax(output, 1);
        MemoryMarshal.Cast<byte, float>(shares.bytes).CopyTo(probabilities);
    }

    private ReadOnlySpan<float> Image(int index) =>
        images.AsSpan(index % labels.Length * MnistSet.ImageLength, MnistSet.ImageLength);

    private float Surprise(int first)
    {
        Predict(first);
        var sum = 0d;
        for (var i = 0; i < Options.Batch; i++)
            sum -= Math.Log(probabilities[(i * MnistSet.Classes) + labels[(first + i) % labels.Length]]);
        return (float)(sum / Options.Batch);
    }

    private static jit.ScriptModule<Tensor, Tensor> Script(string weights)
    {
        const string Cure = "write it with perf/peers/python/export.py";
        if (Path.GetExtension(weights) != ".safetensors")
            throw new DataException(weights, 0, "its name ends otherwise", "a name that ends in .safetensors, beside which the script ends in .pt", Cure);
        var path = Path.ChangeExtension(weights, ".pt");
        // Looked at first: libtorch would wait for a pipe.
        RegularFile.Open(path, "the weights' TorchScript", Cure, long.MaxValue, out _).Dispose();
        try
        {
            return jit.load<Tensor, Tensor>(path);
        }
        catch (ExternalException cause)
        {
            throw new DataException(path, 0, "it cannot be loaded", "the weights' TorchScript", Cure, cause);
        }
    }
}
