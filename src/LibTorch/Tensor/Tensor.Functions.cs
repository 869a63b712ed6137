namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>x², element by element.</summary>
        public Tensor square()
        {
            nint made;
            return Own(Native.ps_square(Handle, &made), made, this);
        }

        /// <summary>−1, 0 or 1, element by element.</summary>
        public Tensor sign()
        {
            nint made;
            return Own(Native.ps_sign(Handle, &made), made, this);
        }

        /// <summary>The next whole number below.</summary>
        public Tensor floor()
        {
            nint made;
            return Own(Native.ps_floor(Handle, &made), made, this);
        }

        /// <summary>The next whole number above.</summary>
        public Tensor ceil()
        {
            nint made;
            return Own(Native.ps_ceil(Handle, &made), made, this);
        }

        /// <summary>The hyperbolic tangent, element by element.</summary>
        public Tensor tanh()
        {
            nint made;
            return Own(Native.ps_tanh(Handle, &made), made, this);
        }

        /// <summary>1 / (1 + e⁻ˣ), element by element.</summary>
        public Tensor sigmoid()
        {
            nint made;
            return Own(Native.ps_sigmoid(Handle, &made), made, this);
        }

        /// <summary>|x|, in this tensor's own memory; returns this tensor.</summary>
        public Tensor abs_() => Done(Native.ps_abs_(Handle));

        /// <summary>eˣ, in this tensor's own memory; returns this tensor.</summary>
        public Tensor exp_() => Done(Native.ps_exp_(Handle));

        /// <summary>The natural logarithm, in this tensor's own memory; returns this tensor.</summary>
        public Tensor log_() => Done(Native.ps_log_(Handle));

        /// <summary>√x, in this tensor's own memory; returns this tensor.</summary>
        public Tensor sqrt_() => Done(Native.ps_sqrt_(Handle));

        /// <summary>The next whole number below, in this tensor's own memory; returns this tensor.</summary>
        public Tensor floor_() => Done(Native.ps_floor_(Handle));

        /// <summary>The next whole number above, in this tensor's own memory; returns this tensor.</summary>
        public Tensor ceil_() => Done(Native.ps_ceil_(Handle));

        /// <summary>The hyperbolic tangent, in this tensor's own memory; returns this tensor.</summary>
        public Tensor tanh_() => Done(Native.ps_tanh_(Handle));

        /// <summary>1 / (1 + e⁻ˣ), in this tensor's own memory; returns this tensor.</summary>
        public Tensor sigmoid_() => Done(Native.ps_sigmoid_(Handle));

        /// <summary>This to the exponent, element by element.</summary>
        public Tensor pow(Tensor exponent)
        {
            nint made;
            return Own(Native.ps_pow(Handle, exponent.Handle, &made), made, this, exponent);
        }

        /// <inheritdoc cref="pow(Tensor)"/>
        public Tensor pow(Scalar exponent)
        {
            nint made;
            return Own(Native.ps_pow_scalar(Handle, exponent.Value, &made), made, this);
        }

        /// <summary>This to the exponent, in this tensor's own memory; returns this tensor.</summary>
        public Tensor pow_(Tensor exponent) => Done(Native.ps_pow_(Handle, exponent.Handle), exponent);

        /// <inheritdoc cref="pow_(Tensor)"/>
        public Tensor pow_(Scalar exponent) => Done(Native.ps_pow_scalar_(Handle, exponent.Value));

        /// <summary>At least min and at most max, element by element; null is no bound.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var low = min is null ? default : min.Value;
            var high = max is null ? default : max.Value;
            nint made;
            return Own(Native.ps_clamp(Handle, min is null ? null : &low, max is null ? null : &high, &made), made, this);
        }

        /// <inheritdoc cref="clamp(Scalar, Scalar)"/>
        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            nint made;
            return Own(Native.ps_clamp_tensor(Handle, HandleOrNull(min), HandleOrNull(max), &made), made, this, min, max);
        }

        /// <summary>max(x, min).</summary>
        public Tensor clamp_min(Scalar min) => clamp(min, (Scalar?)null);

        /// <summary>max(x, min), in this tensor's own memory; returns this tensor.</summary>
        public Tensor clamp_min_(Scalar min) => clamp_(min, (Scalar?)null);

        /// <summary>min(x, max).</summary>
        public Tensor clamp_max(Scalar max) => clamp((Scalar?)null, max);

        /// <summary>min(x, max), in this tensor's own memory; returns this tensor.</summary>
        public Tensor clamp_max_(Scalar max) => clamp_((Scalar?)null, max);

        /// <summary>Another name of clamp.</summary>
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target)
        {
            nint made;
            return Own(Native.ps_mm(Handle, target.Handle, &made), made, this, target);
        }
    }
}
