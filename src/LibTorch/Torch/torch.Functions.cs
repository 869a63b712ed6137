namespace TorchSharp;

// Tensor's own methods as functions.
public static unsafe partial class torch
{
    /// <summary>As <c>Tensor.abs</c>.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>As <c>Tensor.abs_</c>.</summary>
    public static Tensor abs_(Tensor input) => input.abs_();

    /// <summary>As <c>Tensor.exp</c>.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>As <c>Tensor.exp_</c>.</summary>
    public static Tensor exp_(Tensor input) => input.exp_();

    /// <summary>As <c>Tensor.log</c>.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>As <c>Tensor.log_</c>.</summary>
    public static Tensor log_(Tensor input) => input.log_();

    /// <summary>As <c>Tensor.sqrt</c>.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>As <c>Tensor.sqrt_</c>.</summary>
    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    /// <summary>As <c>Tensor.square</c>.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>As <c>Tensor.tanh</c>.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>As <c>Tensor.tanh_</c>.</summary>
    public static Tensor tanh_(Tensor input) => input.tanh_();

    /// <summary>As <c>Tensor.pow</c>.</summary>
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);

    /// <inheritdoc cref="pow(Tensor, Scalar)"/>
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);

    /// <summary>As <c>Tensor.pow_</c>.</summary>
    public static Tensor pow_(Tensor left, Scalar exponent) => left.pow_(exponent);

    /// <inheritdoc cref="pow_(Tensor, Scalar)"/>
    public static Tensor pow_(Tensor left, Tensor exponent) => left.pow_(exponent);

    /// <summary>As <c>Tensor.clamp</c>.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <inheritdoc cref="clamp(Tensor, Scalar, Scalar)"/>
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);

    /// <summary>As <c>Tensor.clamp_</c>.</summary>
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);

    /// <inheritdoc cref="clamp_(Tensor, Scalar, Scalar)"/>
    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);

    /// <summary>As <c>Tensor.clamp_min</c>.</summary>
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);

    /// <summary>As <c>Tensor.clamp_min_</c>.</summary>
    public static Tensor clamp_min_(Tensor input, Scalar min) => input.clamp_min_(min);

    /// <summary>As <c>Tensor.clamp_max</c>.</summary>
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);

    /// <summary>As <c>Tensor.clamp_max_</c>.</summary>
    public static Tensor clamp_max_(Tensor input, Scalar max) => input.clamp_max_(max);

    /// <summary>As <c>Tensor.flatten</c>.</summary>
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    /// <summary>As <c>Tensor.matmul</c>.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>As <c>Tensor.reshape</c>.</summary>
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
}
