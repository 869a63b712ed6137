using System.Reflection;
using NUnit.Framework;
using PerfSuite.Correctness.Computing.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// Whether every function of tensors that the binding supplies has its gradient checked, or is named here as one that has
/// none: a new member must be one of both.
/// </summary>
public sealed class GradientCoverageTests
{
    private static readonly string[] withoutGradient =
    [
        // Truths and places are no numbers that change with the input.
        "Tensor.eq", "Tensor.ne", "Tensor.lt", "Tensor.le", "Tensor.gt", "Tensor.ge", "Tensor.op_Equality", "Tensor.op_Inequality",
        "Tensor.any", "Tensor.all", "Tensor.isnan", "Tensor.isinf", "Tensor.isfinite", "Tensor.argmax",

        // Numbers that do not depend on the tensor's.
        "Tensor.empty_like", "Tensor.zeros_like", "Tensor.ones_like", "Tensor.full_like", "Tensor.rand_like", "Tensor.randn_like",
        "Tensor.zero_", "Tensor.fill_", "Tensor.uniform_", "Tensor.normal_", "torch.randperm",
        "init.zeros_", "init.ones_", "init.constant_", "init.uniform_", "init.normal_", "init.xavier_normal_", "init.xavier_uniform_",
        "init.glorot_normal_", "init.glorot_uniform_", "init.kaiming_normal_", "init.kaiming_uniform_",

        // Of a GPU's memory; without one it only refuses.
        "Tensor.pin_memory",

        // The end of a graph, and the tensor itself.
        "Tensor.detach", "Tensor.detach_", "Tensor.requires_grad_", "Tensor.MoveToOuterDisposeScope", "Tensor.DetachFromDisposeScope",
        "Tensor.MoveToOtherDisposeScope", "nn.Parameter",

        // Lists have no forward.
        "nn.ModuleList",
    ];

    private static HashSet<string> Checked =>
    [
        .. new[] { ElementGradientTests.Cases, ShapeGradientTests.Cases, LayerGradientTests.Cases, LossGradientTests.Cases }
            .SelectMany(cases => cases).Select(one => one.Operation),
    ];

    private static HashSet<string> Supplied =>
    [
        .. Functions("Tensor", typeof(Tensor)), .. Functions("torch", typeof(torch)), .. Functions("functional", typeof(nn.functional)),
        .. Functions("nn", typeof(nn)), .. Functions("init", typeof(nn.init)),
    ];

    [Test]
    public void Every_function_of_tensors_has_its_gradient_checked_or_has_none() =>
        Assert.That(Supplied.Except(Checked).Except(withoutGradient).Order(), Is.Empty);

    [Test]
    public void Every_operation_that_is_checked_or_left_out_is_supplied() =>
        Assert.That(Checked.Concat(withoutGradient).Except(Supplied).Order(), Is.Empty);

    [Test]
    public void Nothing_is_both_checked_and_left_out() => Assert.That(Checked.Intersect(withoutGradient), Is.Empty);

    /// <summary>What takes a tensor and gives one, and what gives a layer.</summary>
    private static IEnumerable<string> Functions(string name, Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(method => typeof(nn.Module).IsAssignableFrom(method.ReturnType) || (HasTensor(method.ReturnType) && Takes(method)))
            .Select(method => $"{name}.{method.Name}");

    private static bool Takes(MethodInfo method) => !method.IsStatic || method.GetParameters().Any(parameter => HasTensor(parameter.ParameterType));

    private static bool HasTensor(Type type) =>
        typeof(Tensor).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericArguments().Any(HasTensor));
}
