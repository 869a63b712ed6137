namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The sum of all elements, or along the given dimensions. Of whole numbers and bool it is int64 unless a type is given.</summary>
        public Tensor sum(ScalarType? type = null)
        {
            nint made;
            return Own(Native.ps_sum(Handle, TypeOrNone(type), &made), made, this);
        }

        /// <inheritdoc cref="sum(ScalarType?)"/>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            nint made;
            fixed (long* dims = dim)
                return Own(Native.ps_sum_dims(Handle, dims, dim.Length, keepdim ? 1 : 0, TypeOrNone(type), &made), made, this);
        }

        /// <inheritdoc cref="sum(ScalarType?)"/>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum((ReadOnlySpan<long>)dim, keepdim, type);

        /// <inheritdoc cref="sum(ScalarType?)"/>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        /// <inheritdoc cref="sum(ScalarType?)"/>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        /// <inheritdoc cref="sum(ScalarType?)"/>
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        /// <summary>The mean of all elements, or along the given dimensions, of floating-point numbers.</summary>
        public Tensor mean()
        {
            nint made;
            return Own(Native.ps_mean(Handle, &made), made, this);
        }

        /// <inheritdoc cref="mean()"/>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            nint made;
            fixed (long* dims = dimensions)
                return Own(Native.ps_mean_dims(Handle, dims, dimensions.Length, keepdim ? 1 : 0, TypeOrNone(type), &made), made, this);
        }

        /// <summary>The index of the largest element of the flattened tensor.</summary>
        public Tensor argmax()
        {
            nint made;
            return Own(Native.ps_argmax(Handle, &made), made, this);
        }

        /// <summary>The index of the largest element along one dimension: int64.</summary>
        public Tensor argmax(long dim, bool keepdim = false)
        {
            nint made;
            return Own(Native.ps_argmax_dim(Handle, dim, keepdim ? 1 : 0, &made), made, this);
        }
    }
}
