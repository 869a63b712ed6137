using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Input that does not fit throws, and the next call works: TorchSharp itself aborts the process in some of these.</summary>
public sealed class FaultTests
{
    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("view of another number of elements", () => rand(2L, 3L).view(7L));
        yield return Fault("narrow past the end", () => rand(2L, 3L).narrow(1, 2, 5));
        yield return Fault("index_select out of range", () => rand(2L, 3L).index_select(0, full(1L, 9, int64)));
        yield return Fault("add of shapes that do not broadcast", () => _ = rand(2L, 3L) + rand(4L));
        yield return Fault("add_ that would grow the target", () => rand(1L).add_(rand(4L)));
        yield return Fault("in place on a leaf that needs a gradient", () => rand(2L, requires_grad: true).add_(rand(2L)));
        yield return Fault("linear of another width", () => nn.functional.linear(rand(1L, 3L), rand(2L, 4L)));
        yield return Fault("linear of another type", () => nn.functional.linear(rand(1L, 3L), rand(2L, 3L, float64)));
        yield return Fault("convolution of other channels", () => nn.Conv2d(3, 4, 3).call(rand(1L, 2L, 8L, 8L)));
        yield return Fault("pooling larger than the plane", () => nn.functional.max_pool2d(rand(1L, 1L, 2L, 2L), 5L));
        yield return Fault("dropout with a probability above 1", () => nn.functional.dropout(rand(3L), 1.5));
        yield return Fault("cross entropy with a target out of range", () => nn.functional.cross_entropy(rand(2L, 3L), full(2L, 7, int64)));
        yield return Fault("cross entropy of unequal batches", () => nn.functional.cross_entropy(rand(2L, 3L), zeros(5L, int64)));
        yield return Fault("uniform_ from high to low", () => rand(3L).uniform_(1, 0));
        yield return Fault("randint of an empty range", () => randint(3L, 3L, new[] { 2L }));
        yield return Fault("randperm of a negative number", () => randperm(-1));
        yield return Fault("copy_ of another shape", () => rand(2L).copy_(rand(3L)));
        yield return Fault("a gradient for integers", () => ones(2L, int64, requires_grad: true));
        yield return Fault("cat of unequal widths", () => cat([rand(1L, 2L), rand(1L, 3L)]));
        yield return Fault("sum over a dimension that is not there", () => rand(2L).sum(3L));
    }

    [TestCaseSource(nameof(Faults))]
    public void A_fault_is_an_exception_with_libtorchs_words(Action fault)
    {
        using var scope = NewDisposeScope();
        Assert.That(() => fault(), Throws.InstanceOf<ExternalException>().With.Message.Not.Empty);
        Assert.That((ones(2L) + ones(2L)).sum().item<float>(), Is.EqualTo(4f));
    }

    [Test]
    public void A_message_has_no_backtrace()
    {
        var fault = Assert.Throws<ExternalException>(() => rand(2L, 3L).view(7L))!;
        Assert.That(fault.Message, Does.Contain("[7]").And.Not.Contain("frame #"));
    }

    [Test]
    public void A_second_backward_through_a_freed_graph_throws()
    {
        using var leaf = ones(2L, requires_grad: true);
        using var loss = (leaf * leaf).sum();
        loss.backward();
        Assert.That(() => loss.backward(), Throws.InstanceOf<ExternalException>());
    }

    [Test]
    public void A_value_is_read_in_the_tensors_own_type_only()
    {
        using var one = ones(1L);
        Assert.That(() => one.item<double>(), Throws.ArgumentException);
    }

    [Test]
    public void Bytes_of_a_tensor_that_is_not_contiguous_are_refused()
    {
        using var turned = rand(2L, 3L).narrow(1, 0, 2);
        Assert.That(() => turned.bytes.Length, Throws.InstanceOf<NotSupportedException>());
    }

    [TestCase("gpu")]
    [TestCase("cpu:x")]
    [TestCase("")]
    public void A_device_that_does_not_exist_is_refused(string description) =>
        Assert.That(() => device(description), Throws.InstanceOf<ArgumentException>());

    private static TestCaseData Fault(string what, Action fault) => new TestCaseData(fault).SetArgDisplayNames(what);
}
