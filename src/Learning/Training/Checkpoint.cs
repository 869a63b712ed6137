using System.Text.Json;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>
/// All it takes to go on with a training to the bit, in one safetensors file: <c>model.NAME</c> for each parameter and buffer,
/// <c>optimizer.state</c> as TorchSharp writes it, <c>rng.default</c> for the default generator, and in the metadata the state,
/// what the run is, where it ran, how it was asked for, and the SHA-256 of the whole.
/// </summary>
/// <remarks>
/// Order of the data and augmentation have no state beside the position: both are drawn anew from the seed, the epoch and
/// the sample. The schedule has none beside the number of epochs.
/// </remarks>
/// <param name="Path">Where it lies.</param>
/// <param name="Identity">What must be the same for the bits to be.</param>
/// <param name="Surroundings">What may differ, but then the bits may too.</param>
/// <param name="Options">How the training was asked for.</param>
/// <param name="State">Where it is.</param>
internal sealed record Checkpoint(
    string Path, RunIdentity Identity, RunIdentity Surroundings, TrainingOptions Options, TrainingState State)
{
    private const string Format = "perfsuite checkpoint 1";
    private const string ModelPrefix = "model.";
    private const string OptimizerName = "optimizer.state";
    private const string GeneratorName = "rng.default";
    private const string Anew = "it is of another version: begin anew";

    /// <summary>Into a <see cref="SealedStream"/>.</summary>
    public void Write(Stream stream, Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { [OptimizerName] = Saved(optimizer), [GeneratorName] = Generator.Default.get_state() };
        foreach (var (name, tensor) in model.state_dict())
            tensors.Add(ModelPrefix + name, tensor);
        SafeTensors.Write(stream, tensors, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["identity"] = Identity.ToJson(),
            ["surroundings"] = Surroundings.ToJson(),
            ["options"] = Options.ToJson(),
            ["state"] = State.ToJson(),
            ["sha256"] = SealedStream.Blank,
        });
    }

    /// <summary>All but the tensors, after every byte was checked.</summary>
    /// <param name="cure">What to do where it is no good.</param>
    /// <exception cref="DataException">It cannot be read, was altered, or is something else.</exception>
    public static Checkpoint Read(string path, string cure)
    {
        try
        {
            if (!SealedStream.Holds(path, cure))
                throw Faulty(path, "its SHA-256 is not that of its bytes: it is cut off or was altered", "a checkpoint as it was written", cure);
            var metadata = SafeTensors.ReadMetadata(path);
            if (!metadata.TryGetValue("format", out var format) || format != Format)
                throw Faulty(path, $"its format is '{format}'", Format, cure);
            return new(path, RunIdentity.Parse(metadata["identity"]), RunIdentity.Parse(metadata["surroundings"]),
                TrainingOptions.Parse(metadata["options"]), TrainingState.Parse(metadata["state"]));
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException)
        {
            throw Faulty(path, "its metadata cannot be understood", "those of this version", cure, cause);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, 0, cause);
        }
    }

    /// <summary>Puts everything back: parameters and buffers, the optimizer's state, the default generator.</summary>
    /// <exception cref="DataException">It holds other tensors than this network and optimizer take.</exception>
    public void Restore(Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        var tensors = SafeTensors.Read(Path);
        try
        {
            var own = model.state_dict();
            foreach (var (name, tensor) in own)
            {
                if (!tensors.TryGetValue(ModelPrefix + name, out var saved) || saved.dtype != tensor.dtype || !saved.shape.SequenceEqual(tensor.shape))
                    throw Faulty(Path, $"it has no {name} as this network does", "the parameters and buffers of the workload", Anew);
            }
            if (tensors.Count != own.Count + 2)
                throw Faulty(Path, $"it holds {tensors.Count} tensors", $"{own.Count + 2}", Anew);
            using (no_grad())
            {
                foreach (var (name, tensor) in own)
                    tensor.copy_(tensors[ModelPrefix + name]);
            }
            Load(optimizer, tensors[OptimizerName]);
            if (own.Values.FirstOrDefault() is { device_type: not DeviceType.CPU } placed)
                ((OptimizerHelper)optimizer).to(placed.device);
            Generator.Default.set_state(tensors[GeneratorName]);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or IOException or ArgumentException or FormatException or System.Runtime.InteropServices.ExternalException)
        {
            throw Faulty(Path, $"its tensors do not fit ({cause.Message})", "those of this workload and optimizer", Anew, cause);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }

    private static Tensor Saved(optim.Optimizer optimizer)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
            ((OptimizerHelper)optimizer).save_state_dict(writer);
        return from_array(bytes.ToArray());
    }

    private static void Load(optim.Optimizer optimizer, Tensor saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved.bytes.ToArray()));
        ((OptimizerHelper)optimizer).load_state_dict(reader);
    }

    private static DataException Faulty(string path, string fault, string expected, string cure, Exception? cause = null) =>
        new(path, 0, fault, expected, cure, cause);
}
