using FsCheck.NUnit;
using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

// The arguments come from FsCheck.
#pragma warning disable NUnit1027

/// <summary>Any shape that fits: drawn by FsCheck, the same ones at every run.</summary>
[Properties(Arbitrary = [typeof(AnyShape)], MaxTest = 12, QuietOnSuccess = true)]
public sealed class GradientPropertyTests
{
    [FsCheck.NUnit.Property(Replay = "1,3")]
    public void A_convolution_of_any_sizes_has_its_gradient(AnyWindow any) => AssertRight(
        x => functional.conv2d(x[0], x[1], x[2], Both(any.Stride), Both(any.Padding), Both(any.Dilation), any.Groups),
        [any.Batch, any.In, any.Height, any.Width], [any.Out, any.In / any.Groups, any.Kernel, any.Kernel], [any.Out]);

    [FsCheck.NUnit.Property(Replay = "2,3")]
    public void A_transposed_convolution_of_any_sizes_has_its_gradient(AnyWindow any)
    {
        // One row more than there must be, so that padding cannot cut off everything.
        var rest = Math.Min(any.Stride, any.Dilation) - 1;
        AssertRight(
            x => functional.conv_transpose2d(x[0], x[1], x[2], Both(any.Stride), Both(any.Padding), Both(rest), Both(any.Dilation), any.Groups),
            [any.Batch, any.In, any.Height + 1, any.Width + 1], [any.In, any.Out / any.Groups, any.Kernel, any.Kernel], [any.Out]);
    }

    [FsCheck.NUnit.Property(Replay = "3,3")]
    public void Pools_of_any_sizes_have_their_gradient(AnyWindow any, bool up)
    {
        long[] image = [any.Batch, any.In, any.Height, any.Width];
        AssertRight(x => functional.max_pool2d(x[0], Both(any.Kernel), Both(any.Stride), Both(any.Padding), Both(any.Dilation), up), image);

        // Without dilation, which makes the windows smaller, they still fit.
        AssertRight(x => functional.avg_pool2d(x[0], Both(any.Kernel), Both(any.Stride), Both(any.Padding), up), image);
        AssertRight(x => functional.adaptive_avg_pool2d(x[0], (any.Kernel, any.Stride)), image);
    }

    [FsCheck.NUnit.Property(Replay = "4,3")]
    public void Batch_normalisation_of_any_sizes_has_its_gradient(AnyWindow any) => AssertRight(
        x => functional.batch_norm(x[0], null, null, x[1], x[2], training: true),
        [any.Batch + 2, any.In, any.Height, any.Width], [any.In], [any.In]);

    [FsCheck.NUnit.Property(Replay = "5,3")]
    public void Arithmetic_of_any_two_shapes_has_its_gradient(AnyPair any) => AssertRight(
        x => x[0].mul(x[1]).add(x[0].sub(x[1]).exp()).div(x[1].square().add((Scalar)1)), any.Left, any.Right);

    [FsCheck.NUnit.Property(Replay = "6,3")]
    public void Products_of_matrices_in_any_batches_have_their_gradient(AnyPair any, AnyWindow sizes) => AssertRight(
        x => x[0].matmul(x[1]), [.. any.Left, sizes.Height, sizes.Kernel], [.. any.Right, sizes.Kernel, sizes.Stride]);

    [FsCheck.NUnit.Property(Replay = "7,3")]
    public void Reductions_along_any_dimensions_have_their_gradient(AnyChoice any, bool keep) => AssertRight(
        x => x[0].square().mean(any.Dimensions, keep).exp().add(x[0].sum(any.Dimensions, keep)), any.Shape);

    [FsCheck.NUnit.Property(Replay = "8,3")]
    public void Any_choice_of_places_has_its_gradient(AnyChoice any) => AssertRight(
        x => x[0].index_select(any.Dimensions[0], from_array(any.Places)), any.Shape);

    [FsCheck.NUnit.Property(Replay = "9,3")]
    public void Any_order_of_dimensions_has_its_gradient(AnyChoice any)
    {
        long[] order = [.. any.Dimensions, .. Enumerable.Range(0, any.Shape.Length).Select(i => (long)i).Except(any.Dimensions)];
        AssertRight(x => x[0].permute(order).flip(any.Dimensions).reshape(-1), any.Shape);
    }

    /// <summary>From one in a thousand on, which is what the tolerance leaves; here from one in fifty, at any place.</summary>
    [FsCheck.NUnit.Property(Replay = "10,3", MaxTest = 50)]
    public void A_factor_that_backward_has_wrong_is_found_at_any_shape(AnyChoice any, FsCheck.NonZeroInt percents)
    {
        var factor = 1 + 0.02 * percents.Get;
        using var subject = GradientSubject.Of(x => Sabotage.Of(y => y[0].exp(), (y, g) => [g * y[0].exp() * factor], x[0]), new Numbers(any.Shape));
        Assert.That(new GradientCheck().Run(subject.Loss, subject.Tensors), Is.Not.Empty);
        Assert.That(new GradientCheck().Project(subject.Loss, subject.Tensors), Is.Not.Empty);
    }

    private static long[] Both(long size) => [size, size];

    private static void AssertRight(Func<Tensor[], Tensor> function, params long[][] shapes)
    {
        using var subject = GradientSubject.Of(function, [.. shapes.Select(shape => new Numbers(shape))]);
        subject.AssertRight();
    }
}
