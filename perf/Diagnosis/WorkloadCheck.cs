using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Gradients;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Diagnosis;

/// <summary>Is a network fit to be timed: what the suite's own are held to by its tests, for a network that has none there.</summary>
/// <param name="network">Whose.</param>
/// <param name="options">Batch, seed, threads, variant and settings; no files are read.</param>
internal sealed class WorkloadCheck(NetworkWorkload network, SessionOptions options)
{
    private const int Steps = 3;
    private const int Largest = 1_000_000;

    /// <summary>What is looked at, in order: null where it holds, else what is wrong.</summary>
    public IReadOnlyList<(string Claim, Func<string?> Fault)> Claims =>
    [
        ("one seed gives the same parameters and losses, another seed others", Seeds),
        ("backward is the gradient of the loss", Gradient),
        ("every phase runs, and leaves no tensor behind", Tensors),
        ("a prediction is the same again, and changes nothing", Prediction),
        ("what is saved and loaded predicts the same", Weights),
    ];

    private string? Seeds()
    {
        var first = Learned(options.Seed);
        return Learned(options.Seed) != first ? "the same seed gave other losses or parameters: something random is not drawn from libtorch's default generator"
            : Learned(options.Seed == 0 ? 1 : options.Seed - 1) == first ? "another seed gave the same: neither parameters nor samples are drawn from libtorch's default generator"
            : null;

        string Learned(long seed)
        {
            using var session = network.Open(options with { Seed = seed });
            var start = session.Digest();
            return $"{start} {string.Join(' ', session.Agree(Steps).Select(HexFloat.Format))} {session.Digest()}";
        }
    }

    /// <summary>In float64, against central differences along a random direction of the input and all parameters but the largest, which stay as they are.</summary>
    private string? Gradient()
    {
        var recipe = network.Configure(options.Variant, options.Settings);
        set_num_threads(options.Threads);
        manual_seed(options.Seed);
        using var scope = NewDisposeScope();
        using var model = recipe.CreateModel();
        model.@double();
        using var drawn = recipe.RandomBatch(options.Batch);
        var tensors = new List<(string, Tensor)>();
        var input = Double(drawn.Input);
        if (input.dtype == ScalarType.Float64)
            tensors.Add(("input", input.requires_grad_()));
        var batch = new Batch(input, ReferenceEquals(drawn.Target, drawn.Input) ? input : Double(drawn.Target), drawn.Visible is { } visible ? Double(visible) : null);
        foreach (var (place, parameter) in model.parameters().Index())
            if (parameter.numel() > Largest)
                parameter.requires_grad = false;
            else if (parameter.requires_grad)
                tensors.Add(($"parameter {place}", parameter));
        var faults = new GradientCheck { Directions = 1, Epsilon = 1e-7, RequireSlope = false }.ProjectTogether(
            () =>
            {
                // The same dropout at every call.
                manual_seed(options.Seed + 1);
                using var output = model.call(input);
                return recipe.Loss(output, batch);
            },
            tensors);
        return faults.Count == 0 ? null : faults[0].ToString();

        static Tensor Double(Tensor tensor) => tensor.dtype == ScalarType.Float32 ? tensor.to_type(ScalarType.Float64) : tensor.clone();
    }

    private string? Tensors()
    {
        using var session = network.Open(options);
        foreach (var phase in network.Phases.Where(phase => phase is not (Phase.Data or Phase.Epoch)))
        {
            // Gradients and the optimizer's state are there after the first time, and stay.
            session.Time(phase, 1);
            var alive = Tensor.TotalCount;
            session.Time(phase, 1);
            if (Tensor.TotalCount - alive is not 0 and var left)
                return $"{PhaseName.Of(phase)} {(left > 0 ? $"left {left} more" : $"freed {-left} of others'")}: `leaks {network.Name} --phase {PhaseName.Of(phase)}` shows where they were made";
        }
        return null;
    }

    private string? Prediction()
    {
        using var session = network.Open(options);
        session.Agree(1);
        var before = session.Digest();
        using var first = session.Predict();
        using var again = session.Predict();
        return session.Digest() != before ? "parameters or buffers are others after it"
            : !first.bytes.SequenceEqual(again.bytes) ? "the second is another: something random goes on in eval mode"
            : first.shape.Length == 0 || first.shape[0] != options.Batch ? $"of {options.Batch} samples the network made ({string.Join(',', first.shape)}): the batch has to be its first dimension"
            : null;
    }

    private string? Weights()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("perfsuite-check-").FullName, "weights.safetensors");
        try
        {
            using var session = network.Open(options);
            session.Agree(1);
            session.Save(path);
            using var other = network.Open(options);
            other.Load(path);
            using var saved = session.Predict();
            using var loaded = other.Predict();
            return session.Digest() != other.Digest() ? "parameters or buffers are others" : saved.bytes.SequenceEqual(loaded.bytes) ? null
                : "it does not: the network has a state that is no parameter and no buffer, or layers that are not registered";
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
