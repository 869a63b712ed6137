namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor square()
        {
            nint made;
            return Own(Native.ps_square(Handle, &made), made, this);
        }

        public Tensor sign()
        {
            nint made;
            return Own(Native.ps_sign(Handle, &made), made, this);
        }

        public Tensor floor()
        {
            nint made;
            return Own(Native.ps_floor(Handle, &made), made, this);
        }

        public Tensor ceil()
        {
            nint made;
            return Own(Native.ps_ceil(Handle, &made), made, this);
        }

        public Tensor tanh()
        {
            nint made;
            return Own(Native.ps_tanh(Handle, &made), made, this);
        }

        public Tensor sigmoid()
        {
            nint made;
            return Own(Native.ps_sigmoid(Handle, &made), made, this);
        }

        public Tensor abs_() => Done(Native.ps_abs_(Handle));

        public Tensor exp_() => Done(Native.ps_exp_(Handle));

        public Tensor log_() => Done(Native.ps_log_(Handle));

        public Tensor sqrt_() => Done(Native.ps_sqrt_(Handle));

        public Tensor floor_() => Done(Native.ps_floor_(Handle));

        public Tensor ceil_() => Done(Native.ps_ceil_(Handle));

        public Tensor tanh_() => Done(Native.ps_tanh_(Handle));

        public Tensor sigmoid_() => Done(Native.ps_sigmoid_(Handle));

        public Tensor pow(Tensor exponent)
        {
            nint made;
            return Own(Native.ps_pow(Handle, exponent.Handle, &made), made, this, exponent);
        }

        public Tensor pow(Scalar exponent)
        {
            nint made;
            return Own(Native.ps_pow_scalar(Handle, exponent.Value, &made), made, this);
        }

        public Tensor pow_(Tensor exponent) => Done(Native.ps_pow_(Handle, exponent.Handle), exponent);

        public Tensor pow_(Scalar exponent) => Done(Native.ps_pow_scalar_(Handle, exponent.Value));

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            var low = min is null ? default : min.Value;
            var high = max is null ? default : max.Value;
            nint made;
            return Own(Native.ps_clamp(Handle, min is null ? null : &low, max is null ? null : &high, &made), made, this);
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            nint made;
            return Own(Native.ps_clamp_tensor(Handle, HandleOrNull(min), HandleOrNull(max), &made), made, this, min, max);
        }

        public Tensor clamp_min(Scalar min) => clamp(min, (Scalar?)null);

        public Tensor clamp_min_(Scalar min) => clamp_(min, (Scalar?)null);

        public Tensor clamp_max(Scalar max) => clamp((Scalar?)null, max);

        public Tensor clamp_max_(Scalar max) => clamp_((Scalar?)null, max);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        /// <summary>The product of two matrices.</summary>
        public Tensor mm(Tensor target)
        {
            nint made;
            return Own(Native.ps_mm(Handle, target.Handle, &made), made, this, target);
        }
    }
}
