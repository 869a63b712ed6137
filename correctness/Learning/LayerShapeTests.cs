using System.Text;
using NUnit.Framework;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using VerifyNUnit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Learning;

public sealed class LayerShapeTests
{
    [TestCase("mnist-softmax")]
    [TestCase("mnist-cnn")]
    public Task Every_layer_keeps_its_shapes(string workload)
    {
        var text = new StringBuilder();
        using var model = Workload.FindNetwork(workload).Configure().CreateModel();
        using var input = rand(3L, 1L, 28L, 28L);
        foreach (var (name, child) in model.named_children())
            ((Module<Tensor, Tensor>)child).register_forward_hook((_, taken, given) =>
            {
                text.Append($"{name} {Shape(taken)} → {Shape(given)}\n");
                return given;
            });
        using (var output = model.call(input))
            text.Append($"output {Shape(output)}\n");
        foreach (var (name, parameter) in model.named_parameters())
            text.Append($"{name} {Shape(parameter)}\n");
        text.Append($"{model.parameters().Sum(parameter => parameter.numel())} parameters\n");
        return Verifier.Verify(text.ToString().TrimEnd());
    }

    private static string Shape(Tensor tensor) => $"({string.Join(',', tensor.shape)})";
}
