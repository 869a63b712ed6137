using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// One folder's samples being loaded: MNIST's files, CIFAR-10's or pictures. An iteration is a whole pass over its training
/// part; what a phase needs beside is made before the clock starts.
/// </summary>
public sealed class LoadingSession : Session
{
    private readonly LoaderOptions loading;
    private readonly Content content;
    private readonly SampleSource plain;
    private readonly Lazy<SampleSource> other;
    private readonly Dictionary<Phase, Loader> loaders = [];
    private readonly Pixels model;
    private TensorPasses? tensors;
    private long epoch;

    internal LoadingSession(LoadingWorkload workload, SessionOptions options, Settings settings) : base(workload, options)
    {
        var folder = options.DataFolder ?? throw new ArgumentException(
            $"{workload.Name} was opened without a data folder: name one with MNIST's or CIFAR-10's files or with pictures; `data make` writes them.");
        loading = new LoaderOptions(options.Batch, options.Seed, settings.Whole("workers"));
        manual_seed(options.Seed);
        content = ContentOf(folder);
        plain = content switch
        {
            Content.Rows => MnistSource.Read(folder, DataPart.Train),
            Content.Cifar => CifarSource.Read(folder, DataPart.Train, augment: false),
            _ => new ImageFolderSource(folder, DataPart.Train),
        };
        other = new(() => content == Content.Cifar
            ? CifarSource.Read(folder, DataPart.Train, augment: true)
            : new ImageFolderSource(folder, DataPart.Train, scaledDecoding: true));
        model = new Pixels(Digest(plain));
    }

    private enum Content
    {
        Rows,
        Cifar,
        Pictures,
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary>
    /// For each of the first batches of epoch 0, without augmentation, the sum of its float32 as whole numbers modulo 2²⁴:
    /// equal only where order and pixels are.
    /// </summary>
    /// <exception cref="ArgumentException">Less than 1 batch, or more than the samples fill.</exception>
    public override float[] Agree(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        using var loader = new Loader(plain, loading with { DropLast = true });
        if (loader.BatchesPerEpoch < steps)
            throw new ArgumentException($"{plain.Count} samples are fewer than {steps} batches of {Options.Batch}: open with a smaller batch.");
        return [.. loader.Epoch(0).Take(steps).Select(batch => Bits(batch.Input))];
    }

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        for (var i = 0; i < iterations; i++)
            if (IsOfTensors(phase))
                tensors!.Pass();
            else
                foreach (var _ in loaders[phase].Epoch(epoch++))
                {
                }
    }

    private protected override void PrepareCore(Phase phase)
    {
        var needed = phase switch
        {
            Phase.Rows or Phase.RowsSelect => Content.Rows,
            Phase.Faces or Phase.FacesScaled => Content.Pictures,
            _ => Content.Cifar,
        };
        if (needed != content)
            throw new ArgumentException($"The session's folder holds {Words(content)}, and phase '{PhaseName.Of(phase)}' loads {Words(needed)}: open with another.");
        if (IsOfTensors(phase))
        {
            if (tensors?.Phase == phase)
                return;
            tensors?.Dispose();
            tensors = new TensorPasses(plain, phase, Options.Batch);
        }
        else if (!loaders.ContainsKey(phase))
            loaders[phase] = new Loader(phase is Phase.Cifar or Phase.FacesScaled ? other.Value : plain, loading);
    }

    private protected override bool WithoutGradient(Phase phase) => false;

    private protected override float StepWithLoss() => throw new NotSupportedException("There is nothing to learn.");

    private protected override void DisposeCore()
    {
        tensors?.Dispose();
        foreach (var loader in loaders.Values)
            loader.Dispose();
        if (other.IsValueCreated)
            other.Value.Dispose();
        plain.Dispose();
        model.Dispose();
    }

    // By the training part alone: the other is not loaded.
    private static Content ContentOf(string folder) => MnistFiles.AreIn(folder) ? Content.Rows
        : Directory.Exists(folder) && Directory.EnumerateFiles(folder, "data_batch_*.bin").Any() ? Content.Cifar
        : Content.Pictures;

    private static bool IsOfTensors(Phase phase) => phase is Phase.RowsSelect or Phase.CifarTensors or Phase.Memcpy;

    private static string Words(Content content) => content switch
    {
        Content.Rows => "MNIST's files",
        Content.Cifar => "CIFAR-10's files",
        _ => "pictures",
    };

    private static float Bits(Tensor batch)
    {
        var sum = 0L;
        foreach (var number in MemoryMarshal.Cast<byte, int>(batch.bytes))
            sum += number;
        return sum & 0xFFFFFF;
    }

    private static byte[] Digest(SampleSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = source.OpenReader();
        var layout = source.Layout;
        var (input, label) = (new float[layout.InputLength], layout.Target == TargetKind.Label ? new long[1] : []);
        for (var index = 0; index < Math.Min(source.Count, LoadingWorkload.Digested); index++)
        {
            reader.Read(index, default, new Sample(input, label, [], []));
            hash.AppendData(MemoryMarshal.AsBytes<float>(input));
        }
        return hash.GetHashAndReset();
    }

    /// <summary>No network: its one buffer is the digest of the pixels, so that who loads others has another digest.</summary>
    private sealed class Pixels : Module<Tensor, Tensor>
    {
        public Pixels(byte[] digest) : base(nameof(Pixels)) => register_buffer("pixels", from_array(digest));

        public override Tensor forward(Tensor input) => throw new NotSupportedException("There is nothing to compute.");
    }
}
