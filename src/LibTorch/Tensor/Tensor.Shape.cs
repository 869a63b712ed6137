namespace TorchSharp;

public static partial class torch
{
    // Views share their memory with the tensor they come from.
    public unsafe partial class Tensor
    {
        /// <summary>The same memory in another shape with as many elements; −1 stands for what is left.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">The elements do not lie so: reshape copies then.</exception>
        public Tensor view(params long[] shape)
        {
            nint made;
            fixed (long* sizes = shape) return Own(Native.ps_view(Handle, sizes, shape.Length, &made), made, this);
        }

        /// <summary>Another shape with as many elements, copied only where the memory does not allow a view; −1 stands for what is left.</summary>
        public Tensor reshape(params long[] shape)
        {
            nint made;
            fixed (long* sizes = shape) return Own(Native.ps_reshape(Handle, sizes, shape.Length, &made), made, this);
        }

        /// <summary>The dimensions from start_dim to end_dim as one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            nint made;
            return Own(Native.ps_flatten(Handle, start_dim, end_dim, &made), made, this);
        }

        /// <exception cref="NotSupportedException">Always: dimensions have no names here.</exception>
        public Tensor flatten(IList<string?> dims, string out_dim) =>
            throw new NotSupportedException("flatten: named dimensions are not supported; give their numbers.");

        /// <summary>The elements in row-major order; a copy only where they do not lie so.</summary>
        public Tensor contiguous()
        {
            nint made;
            return Own(Native.ps_contiguous(Handle, &made), made, this);
        }

        /// <summary>Two dimensions exchanged, without a copy.</summary>
        public Tensor transpose(long dim0, long dim1)
        {
            nint made;
            return Own(Native.ps_transpose(Handle, dim0, dim1, &made), made, this);
        }

        /// <summary>The same memory in the other's shape.</summary>
        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>Dimensions of size 1 repeated to the given sizes, without a copy; −1 keeps a size.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            nint made;
            fixed (long* all = sizes) return Own(Native.ps_expand(Handle, all, sizes.Length, isImplicit ? 1 : 0, &made), made, this);
        }

        /// <inheritdoc cref="expand(ReadOnlySpan{long}, bool)"/>
        public Tensor expand(Size sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes.Shape, isImplicit);

        /// <inheritdoc cref="expand(ReadOnlySpan{long}, bool)"/>
        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        /// <inheritdoc cref="expand(ReadOnlySpan{long}, bool)"/>
        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes, false);

        /// <summary>Dimensions of size 1 repeated to the other's sizes, without a copy.</summary>
        public Tensor expand_as(Tensor other)
        {
            nint made;
            return Own(Native.ps_expand_as(Handle, other.Handle, &made), made, this, other);
        }

        /// <summary>The dimensions in another order, without a copy.</summary>
        public Tensor permute(params long[] permutation)
        {
            nint made;
            fixed (long* dims = permutation) return Own(Native.ps_permute(Handle, dims, permutation.Length, &made), made, this);
        }

        /// <inheritdoc cref="permute(long[])"/>
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        /// <summary>A copy in the opposite order along the given dimensions.</summary>
        public Tensor flip(params long[] dims)
        {
            nint made;
            fixed (long* all = dims) return Own(Native.ps_flip(Handle, all, dims.Length, &made), made, this);
        }

        /// <summary>A copy laid side by side this many times along each dimension.</summary>
        public Tensor repeat(params long[] sizes)
        {
            nint made;
            fixed (long* times = sizes) return Own(Native.ps_repeat(Handle, times, sizes.Length, &made), made, this);
        }

        /// <summary>Without the dimension if its size is 1; without all such dimensions where none is given.</summary>
        public Tensor squeeze(long? dim = null)
        {
            nint made;
            return Own(dim is { } one ? Native.ps_squeeze_dim(Handle, one, &made) : Native.ps_squeeze(Handle, &made), made, this);
        }

        /// <summary>Without dimensions of size 1, in place; returns this tensor.</summary>
        public Tensor squeeze_(long? dim = null) => Done(dim is { } one ? Native.ps_squeeze_dim_(Handle, one) : Native.ps_squeeze_(Handle));

        /// <summary>One dimension of size 1 more, at this place, without a copy.</summary>
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
