using PerfSuite.Learning.Models;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Workloads;

/// <summary>How large a network is, counted on the network itself.</summary>
/// <param name="Parameters">Elements of all parameters together; buffers do not count.</param>
/// <param name="Macs">Multiply-accumulates of one sample forward, as <see cref="Models.Macs"/> counts them.</param>
/// <param name="Input">Shape of one sample, without the batch.</param>
/// <param name="Output">Shape of the answer to it.</param>
public sealed record NetworkSize(long Parameters, long Macs, IReadOnlyList<long> Input, IReadOnlyList<long> Output)
{
    /// <summary>Builds the network and sends one random sample through it; draws from the default generator.</summary>
    public static NetworkSize Of(Recipe recipe)
    {
        using var model = recipe.CreateModel();
        using var sample = recipe.RandomBatch(1);
        var macs = Models.Macs.Of(model, sample.Input);
        model.eval();
        using var none = no_grad();
        using var output = model.call(sample.Input);
        return new(model.parameters().Sum(parameter => parameter.numel()), macs, sample.Input.shape[1..], output.shape[1..]);
    }
}
