using System.Text;
using NUnit.Framework;
using PerfSuite.Learning.Models;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using VerifyNUnit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class LayerShapeTests
{
    public static IEnumerable<object[]> Networks =>
        Workload.All.OfType<NetworkWorkload>().SelectMany(workload => workload.Variants.Select(variant => new object[] { workload.Name, variant.Name }));

    [TestCaseSource(nameof(Networks))]
    public Task Every_layer_keeps_its_shapes(string workload, string variant)
    {
        var text = new StringBuilder();
        var recipe = Workload.FindNetwork(workload).Configure(variant);
        using var model = recipe.CreateModel();
        using var batch = recipe.RandomBatch(3);
        var arithmetic = Macs.Of(model, batch.Input) / batch.Count;
        foreach (var (name, layer) in model.named_modules().Where(entry => !entry.module.named_children().Any()))
            ((Module<Tensor, Tensor>)layer).register_forward_hook((_, taken, given) =>
            {
                text.Append($"{name} {Shape(taken)} → {Shape(given)}\n");
                return given;
            });
        using (var output = model.call(batch.Input))
            text.Append($"output {Shape(output)}\n");
        foreach (var (name, tensor) in model.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append($"{name} {Shape(tensor)}\n");
        text.Append($"{model.parameters().Sum(parameter => parameter.numel())} parameters\n");
        text.Append($"{arithmetic} multiply-accumulates per image\n");
        return Verifier.Verify(text.ToString().TrimEnd());
    }

    private static string Shape(Tensor tensor) => $"({string.Join(',', tensor.shape)})";
}
