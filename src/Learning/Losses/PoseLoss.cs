using PerfSuite.Learning.Data.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Losses;

/// <summary>Which joints count, and by what the sum of squares is divided.</summary>
public enum Visibility
{
    /// <summary>All joints, divided by B·J.</summary>
    Off,

    /// <summary>Visible joints, divided by their number.</summary>
    On,

    /// <summary>
    /// Visible joints, divided by half their number: what the published Chainer code does, whose loss and gradient are twice
    /// those of its PyTorch twin.
    /// </summary>
    Half,
}

/// <summary>
/// The mean squared distance of joints of experiments 001 and 002: L = Σ (v·(o − p))² / N, with N never below 1, so that a
/// batch in which nobody is visible has loss 0.
/// </summary>
public static class PoseLoss
{
    /// <summary>By automatic differentiation.</summary>
    /// <param name="output">o, (B,J,2).</param>
    /// <param name="batch">p, (B,J,2), and v, (B,J,1).</param>
    /// <param name="visibility">Which joints count.</param>
    /// <returns>A new scalar tensor.</returns>
    public static Tensor Automatic(Tensor output, Batch batch, Visibility visibility)
    {
        using var difference = Difference(output, batch.Target, batch.Visible, visibility);
        using var count = Count(difference, batch.Visible, visibility);
        return MeanSquare(difference, count);
    }

    /// <summary>With a derivative of its own, <see cref="ExplicitPoseLoss"/>: the same value and the same gradient.</summary>
    /// <inheritdoc cref="Automatic" path="/param|/returns"/>
    public static Tensor Explicit(Tensor output, Batch batch, Visibility visibility)
    {
        // Made here and not within the function, so that they can be freed here: it keeps references of its own.
        Tensor difference;
        Tensor? count;
        using (no_grad())
        {
            difference = Difference(output, batch.Target, batch.Visible, visibility);
            count = Count(difference, batch.Visible, visibility);
        }
        using (difference)
        using (count)
            return count is null
                ? ExplicitPoseLoss.apply(output, difference)
                : ExplicitPoseLoss.apply(output, difference, count, batch.Visible!);
    }

    /// <summary>o − p, and zero where a joint does not count; a new tensor.</summary>
    internal static Tensor Difference(Tensor output, Tensor pose, Tensor? visible, Visibility visibility)
    {
        var difference = output.sub(pose);
        if (visibility == Visibility.Off)
            return difference;
        using (difference)
            return difference.mul(Needed(visible));
    }

    /// <summary>N as a tensor, so that no device has to be waited for; null where it is B·J whatever is visible.</summary>
    internal static Tensor? Count(Tensor difference, Tensor? visible, Visibility visibility)
    {
        if (visibility == Visibility.Off)
            return null;
        using var both = visibility == Visibility.On ? Needed(visible).expand_as(difference) : null;
        using var sum = (both ?? Needed(visible)).sum();
        using var half = sum.div(2);
        return half.clamp_min(1);
    }

    /// <summary>Σ d² / N; a new scalar tensor.</summary>
    internal static Tensor MeanSquare(Tensor difference, Tensor? count)
    {
        using var squares = difference.mul(difference);
        using var sum = squares.sum();
        return Over(sum, difference, count);
    }

    /// <summary>Divides by N.</summary>
    internal static Tensor Over(Tensor value, Tensor difference, Tensor? count) =>
        count is not null ? value.div(count) : value.div(difference.numel() / 2);

    private static Tensor Needed(Tensor? visible) =>
        visible ?? throw new ArgumentException("The batch does not say which joints are visible, which this loss asks for.", nameof(visible));
}
