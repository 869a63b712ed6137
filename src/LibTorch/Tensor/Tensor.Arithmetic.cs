namespace TorchSharp;

public static partial class torch
{
    /// <summary>How a quotient becomes whole: not at all, towards zero, or downwards.</summary>
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    public unsafe partial class Tensor
    {
        /// <summary>this + alpha · other, element by element; alpha is 1 where none is given. Sizes of two tensors are expanded to each other, as in all operations of two.</summary>
        public Tensor add(Tensor target)
        {
            nint made;
            return Own(Native.ps_add(Handle, target.Handle, &made), made, this, target);
        }

        /// <summary>this + alpha · target</summary>
        public Tensor add(Tensor target, Scalar alpha)
        {
            nint made;
            return Own(Native.ps_add_scaled(Handle, target.Handle, alpha.Value, &made), made, this, target);
        }

        /// <inheritdoc cref="add(Tensor)"/>
        public Tensor add(Scalar scalar) => Plus(scalar.Value);

        /// <inheritdoc cref="add(Tensor)"/>
        public Tensor add(Scalar scalar, Scalar alpha)
        {
            nint made;
            return Own(Native.ps_add_scalar(Handle, scalar.Value, alpha.Value, &made), made, this);
        }

        /// <summary>this + alpha · other, in this tensor's own memory; returns this tensor.</summary>
        public Tensor add_(Tensor target) => Done(Native.ps_add_(Handle, target.Handle), target);

        /// <inheritdoc cref="add_(Tensor)"/>
        public Tensor add_(Tensor target, Scalar alpha) => Done(Native.ps_add_scaled_(Handle, target.Handle, alpha.Value), target);

        /// <inheritdoc cref="add_(Tensor)"/>
        public Tensor add_(Scalar scalar) => Done(Native.ps_add_scalar_(Handle, scalar.Value, Scalar.Integer(1)));

        /// <inheritdoc cref="add_(Tensor)"/>
        public Tensor add_(Scalar scalar, Scalar alpha) => Done(Native.ps_add_scalar_(Handle, scalar.Value, alpha.Value));

        /// <summary>this − target, element by element.</summary>
        public Tensor sub(Tensor target)
        {
            nint made;
            return Own(Native.ps_sub(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="sub(Tensor)"/>
        public Tensor sub(Scalar target) => Minus(target.Value);

        /// <summary>this − target, in this tensor's own memory; returns this tensor.</summary>
        public Tensor sub_(Tensor target) => Done(Native.ps_sub_(Handle, target.Handle), target);

        /// <inheritdoc cref="sub_(Tensor)"/>
        public Tensor sub_(Scalar target) => Done(Native.ps_sub_scalar_(Handle, target.Value));

        /// <summary>this · target, element by element.</summary>
        public Tensor mul(Tensor target)
        {
            nint made;
            return Own(Native.ps_mul(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="mul(Tensor)"/>
        public Tensor mul(Scalar target) => Times(target.Value);

        /// <summary>this · target, in this tensor's own memory; returns this tensor.</summary>
        public Tensor mul_(Tensor target) => Done(Native.ps_mul_(Handle, target.Handle), target);

        /// <inheritdoc cref="mul_(Tensor)"/>
        public Tensor mul_(Scalar target) => Done(Native.ps_mul_scalar_(Handle, target.Value));

        /// <summary>this / target, element by element, made whole as <paramref name="rounding_mode"/> says.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            nint made;
            return Own(
                rounding_mode == RoundingMode.None
                    ? Native.ps_div(Handle, target.Handle, &made)
                    : Native.ps_div_rounded(Handle, target.Handle, (int)rounding_mode, &made),
                made, this, target);
        }

        /// <inheritdoc cref="div(Tensor, RoundingMode)"/>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            nint made;
            return Own(Native.ps_div_scalar(Handle, target.Value, (int)rounding_mode, &made), made, this);
        }

        /// <summary>this / target, in this tensor's own memory; returns this tensor.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Done(
                rounding_mode == RoundingMode.None
                    ? Native.ps_div_(Handle, target.Handle)
                    : Native.ps_div_rounded_(Handle, target.Handle, (int)rounding_mode),
                target);

        /// <inheritdoc cref="div_(Tensor, RoundingMode)"/>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Done(Native.ps_div_scalar_(Handle, target.Value, (int)rounding_mode));

        /// <summary>The product of matrices: […, n, k] × […, k, m] → […, n, m]; a tensor of one dimension stands for a row or a column.</summary>
        public Tensor matmul(Tensor target)
        {
            nint made;
            return Own(Native.ps_matmul(Handle, target.Handle, &made), made, this, target);
        }

        /// <summary>Where both are equal: bool.</summary>
        public Tensor eq(Tensor target)
        {
            nint made;
            return Own(Native.ps_eq(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="eq(Tensor)"/>
        public Tensor eq(Scalar target)
        {
            nint made;
            return Own(Native.ps_eq_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Where both differ: bool.</summary>
        public Tensor ne(Tensor target)
        {
            nint made;
            return Own(Native.ps_ne(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="ne(Tensor)"/>
        public Tensor ne(Scalar target)
        {
            nint made;
            return Own(Native.ps_ne_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Whether |this − target| ≤ atol + rtol · |target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            int close;
            Done(Native.ps_allclose(Handle, target.Handle, rtol, atol, equal_nan ? 1 : 0, &close), target);
            return close != 0;
        }

        /// <summary>−x, element by element.</summary>
        public Tensor neg()
        {
            nint made;
            return Own(Native.ps_neg(Handle, &made), made, this);
        }

        /// <summary>|x|, element by element.</summary>
        public Tensor abs()
        {
            nint made;
            return Own(Native.ps_abs(Handle, &made), made, this);
        }

        /// <summary>eˣ, element by element.</summary>
        public Tensor exp()
        {
            nint made;
            return Own(Native.ps_exp(Handle, &made), made, this);
        }

        /// <summary>Natural logarithm.</summary>
        public Tensor log()
        {
            nint made;
            return Own(Native.ps_log(Handle, &made), made, this);
        }

        /// <summary>√x, element by element; NaN below 0.</summary>
        public Tensor sqrt()
        {
            nint made;
            return Own(Native.ps_sqrt(Handle, &made), made, this);
        }

        /// <summary>Where elements are neither infinite nor NaN: bool.</summary>
        public Tensor isfinite()
        {
            nint made;
            return Own(Native.ps_isfinite(Handle, &made), made, this);
        }

        /// <summary>max(x, 0), element-wise; NaN stays NaN.</summary>
        public Tensor relu()
        {
            nint made;
            return Own(Native.ps_relu(Handle, &made), made, this);
        }

        /// <summary>max(x, 0), in this tensor's own memory; returns this tensor.</summary>
        public Tensor relu_() => Done(Native.ps_relu_(Handle));

        /// <summary>The inverse of the error function, in this tensor's own memory; returns this tensor.</summary>
        public Tensor erfinv_() => Done(Native.ps_erfinv_(Handle));

        /// <summary>0 in every element, in this tensor's own memory; returns this tensor.</summary>
        public Tensor zero_() => Done(Native.ps_zero_(Handle));

        /// <summary>One value in every element, in this tensor's own memory; returns this tensor.</summary>
        public Tensor fill_(Scalar value) => Done(Native.ps_fill_(Handle, value.Value));

        /// <summary>At least min and at most max, in this tensor's own memory; returns this tensor. Null is no bound.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            var low = min is null ? default : min.Value;
            var high = max is null ? default : max.Value;
            return Done(Native.ps_clamp_(Handle, min is null ? null : &low, max is null ? null : &high));
        }

        /// <inheritdoc cref="clamp_(Scalar, Scalar)"/>
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) =>
            Done(Native.ps_clamp_tensor_(Handle, HandleOrNull(min), HandleOrNull(max)), min, max);

        /// <summary>exp(x) / Σ exp(x) along one dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null)
        {
            nint made;
            return Own(Native.ps_softmax(Handle, dim, TypeOrNone(dtype), &made), made, this);
        }

        /// <summary>x − ln Σ exp(x) along one dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null)
        {
            nint made;
            return Own(Native.ps_log_softmax(Handle, dim, TypeOrNone(dtype), &made), made, this);
        }

        /// <summary>In place, every element from U[from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Done(Native.ps_uniform_(Handle, from, to, torch.Generator.HandleOrNull(generator)), generator);

        /// <summary>In place, every element from N(mean, std²).</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Done(Native.ps_normal_(Handle, mean, std, torch.Generator.HandleOrNull(generator)), generator);

        private static int TypeOrNone(ScalarType? type) => type is { } given ? (int)given : -1;
    }
}
