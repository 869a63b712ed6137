namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Where this is less: bool.</summary>
        public Tensor lt(Tensor target)
        {
            nint made;
            return Own(Native.ps_lt(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="lt(Tensor)"/>
        public Tensor lt(Scalar target)
        {
            nint made;
            return Own(Native.ps_lt_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Where this is less or equal: bool.</summary>
        public Tensor le(Tensor target)
        {
            nint made;
            return Own(Native.ps_le(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="le(Tensor)"/>
        public Tensor le(Scalar target)
        {
            nint made;
            return Own(Native.ps_le_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Where this is greater: bool.</summary>
        public Tensor gt(Tensor target)
        {
            nint made;
            return Own(Native.ps_gt(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="gt(Tensor)"/>
        public Tensor gt(Scalar target)
        {
            nint made;
            return Own(Native.ps_gt_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Where this is greater or equal: bool.</summary>
        public Tensor ge(Tensor target)
        {
            nint made;
            return Own(Native.ps_ge(Handle, target.Handle, &made), made, this, target);
        }

        /// <inheritdoc cref="ge(Tensor)"/>
        public Tensor ge(Scalar target)
        {
            nint made;
            return Own(Native.ps_ge_scalar(Handle, target.Value, &made), made, this);
        }

        /// <summary>Where elements are NaN: bool.</summary>
        public Tensor isnan()
        {
            nint made;
            return Own(Native.ps_isnan(Handle, &made), made, this);
        }

        /// <summary>Where elements are infinite: bool.</summary>
        public Tensor isinf()
        {
            nint made;
            return Own(Native.ps_isinf(Handle, &made), made, this);
        }

        /// <summary>Whether an element is not zero.</summary>
        public Tensor any()
        {
            nint made;
            return Own(Native.ps_any(Handle, &made), made, this);
        }

        /// <summary>Whether an element along the dimension is not zero: bool.</summary>
        public Tensor any(long dim, bool keepdim = false)
        {
            nint made;
            return Own(Native.ps_any_dim(Handle, dim, keepdim ? 1 : 0, &made), made, this);
        }

        /// <summary>Whether no element is zero.</summary>
        public Tensor all()
        {
            nint made;
            return Own(Native.ps_all(Handle, &made), made, this);
        }

        /// <summary>Whether no element along the dimension is zero: bool.</summary>
        public Tensor all(long dim, bool keepdim = false)
        {
            nint made;
            return Own(Native.ps_all_dim(Handle, dim, keepdim ? 1 : 0, &made), made, this);
        }

        /// <summary>The largest element.</summary>
        public Tensor max()
        {
            nint made;
            return Own(Native.ps_max(Handle, &made), made, this);
        }

        /// <summary>The larger of each pair.</summary>
        public Tensor max(Tensor other)
        {
            nint made;
            return Own(Native.ps_maximum(Handle, other.Handle, &made), made, this, other);
        }

        /// <summary>The largest elements along one dimension and where they are.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint values, indices;
            var first = Own(Native.ps_max_dim(Handle, dim, keepdim ? 1 : 0, &values, &indices), values, this);
            return (first, Own(0, indices));
        }

        /// <summary>The larger of each pair; NaN where either is.</summary>
        public Tensor maximum(Tensor other)
        {
            nint made;
            return Own(Native.ps_maximum(Handle, other.Handle, &made), made, this, other);
        }

        /// <summary>The smallest element.</summary>
        public Tensor min()
        {
            nint made;
            return Own(Native.ps_min(Handle, &made), made, this);
        }

        /// <summary>The smaller of each pair.</summary>
        public Tensor min(Tensor other)
        {
            nint made;
            return Own(Native.ps_minimum(Handle, other.Handle, &made), made, this, other);
        }

        /// <summary>The smallest elements along one dimension and where they are.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            nint values, indices;
            var first = Own(Native.ps_min_dim(Handle, dim, keepdim ? 1 : 0, &values, &indices), values, this);
            return (first, Own(0, indices));
        }

        /// <summary>The smaller of each pair; NaN where either is.</summary>
        public Tensor minimum(Tensor other)
        {
            nint made;
            return Own(Native.ps_minimum(Handle, other.Handle, &made), made, this, other);
        }

        /// <summary>This element where the condition holds, the other's elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y)
        {
            nint made;
            return Own(Native.ps_where(condition.Handle, Handle, y.Handle, &made), made, this, condition, y);
        }
    }
}
