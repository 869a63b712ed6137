namespace TorchSharp;

public static partial class torch
{
    // Views share their memory with the tensor they come from.
    public unsafe partial class Tensor
    {
        public Tensor view(params long[] shape)
        {
            nint made;
            fixed (long* sizes = shape) return Own(Native.ps_view(Handle, sizes, shape.Length, &made), made, this);
        }

        public Tensor reshape(params long[] shape)
        {
            nint made;
            fixed (long* sizes = shape) return Own(Native.ps_reshape(Handle, sizes, shape.Length, &made), made, this);
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            nint made;
            return Own(Native.ps_flatten(Handle, start_dim, end_dim, &made), made, this);
        }

        /// <exception cref="NotSupportedException">Always: dimensions have no names here.</exception>
        public Tensor flatten(IList<string?> dims, string out_dim) =>
            throw new NotSupportedException("flatten: named dimensions are not supported; give their numbers.");

        public Tensor contiguous()
        {
            nint made;
            return Own(Native.ps_contiguous(Handle, &made), made, this);
        }

        public Tensor transpose(long dim0, long dim1)
        {
            nint made;
            return Own(Native.ps_transpose(Handle, dim0, dim1, &made), made, this);
        }

        public Tensor unsqueeze(long dim)
        {
            nint made;
            return Own(Native.ps_unsqueeze(Handle, dim, &made), made, this);
        }

        /// <summary>The part of length <paramref name="length"/> from <paramref name="start"/> along one dimension.</summary>
        public Tensor narrow(long dim, long start, long length)
        {
            nint made;
            return Own(Native.ps_narrow(Handle, dim, start, length, &made), made, this);
        }

        /// <summary>The slice at one index; the dimension goes.</summary>
        public Tensor select(long dim, long index)
        {
            nint made;
            return Own(Native.ps_select(Handle, dim, index, &made), made, this);
        }

        /// <summary>A copy of the slices that the indices (int64 or int32) name, in their order.</summary>
        public Tensor index_select(long dim, Tensor index)
        {
            nint made;
            return Own(Native.ps_index_select(Handle, dim, index.Handle, &made), made, this, index);
        }
    }
}
