namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        // libtorch allows 64 dimensions; nearly every tensor has at most 8.
        private const int UsualDimensions = 8;

        /// <summary>The sizes, a new array at every call.</summary>
        public long[] shape => size();

        /// <summary>The sizes, a new array at every call.</summary>
        public long[] size()
        {
            var sizes = stackalloc long[UsualDimensions];
            var count = Native.ps_tensor_sizes(Handle, sizes, UsualDimensions);
            var result = new long[count];
            if (count <= UsualDimensions)
            {
                // Two or four numbers: a loop is done before a block copy has begun.
                for (var i = 0; i < result.Length; i++) result[i] = sizes[i];
            }
            else
            {
                fixed (long* all = result) Native.ps_tensor_sizes(Handle, all, count);
            }

            GC.KeepAlive(this);
            return result;
        }

        /// <summary>The size along one dimension; negative dimensions count from the end.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
        public long size(int dim) => AlongDimension(size(), dim);

        /// <summary>How many elements lie between neighbours along each dimension, a new array at every call.</summary>
        public long[] stride()
        {
            var count = Native.ps_tensor_dim(Handle);
            var result = new long[count];
            fixed (long* all = result) Native.ps_tensor_strides(Handle, all, count);
            GC.KeepAlive(this);
            return result;
        }

        /// <inheritdoc cref="stride()"/>
        public long stride(int dim) => AlongDimension(stride(), dim);

        /// <summary>The number of dimensions.</summary>
        public long dim() => Describe(Native.ps_tensor_dim(Handle));

        /// <summary>The number of dimensions.</summary>
        public long ndim => dim();

        /// <summary>The number of dimensions.</summary>
        public long Dimensions => dim();

        /// <summary>The number of elements: the product of the sizes.</summary>
        public long numel() => Describe(Native.ps_tensor_numel(Handle));

        /// <summary>The number of elements.</summary>
        public long NumberOfElements => numel();

        /// <summary>Bytes an element takes.</summary>
        public long ElementSize => Describe(Native.ps_tensor_element_size(Handle));

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype => (ScalarType)Describe(Native.ps_tensor_dtype(Handle));

        /// <summary>The kind of device it lies on.</summary>
        public DeviceType device_type => (DeviceType)Describe(Native.ps_tensor_device_type(Handle));

        /// <summary>Where it lies.</summary>
        public Device device => new(device_type, (int)Describe(Native.ps_tensor_device_index(Handle)));

        /// <summary>Whether the elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => Describe(Native.ps_tensor_is_contiguous(Handle)) != 0;

        /// <summary>Whether no recorded operation made it.</summary>
        public bool is_leaf => Describe(Native.ps_tensor_is_leaf(Handle)) != 0;

        private long Describe(long value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private static long AlongDimension(long[] values, int dim)
        {
            var index = dim < 0 ? dim + values.Length : dim;
            return index >= 0 && index < values.Length
                ? values[index]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"Expected a dimension from {-values.Length} to {values.Length - 1}.");
        }
    }
}
