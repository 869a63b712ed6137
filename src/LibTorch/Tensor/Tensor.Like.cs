namespace TorchSharp;

public static partial class torch
{
    // New tensors of this one's sizes; of its type and device where none is given.
    public unsafe partial class Tensor
    {
        /// <summary>Whatever is in memory, in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_empty_like(Handle, Alike(dtype, device, requires_grad), &made), made, this);
        }

        /// <summary>Zeros in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_zeros_like(Handle, Alike(dtype, device, requires_grad), &made), made, this);
        }

        /// <summary>Ones in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_ones_like(Handle, Alike(dtype, device, requires_grad), &made), made, this);
        }

        /// <summary>Draws from U[0, 1) in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_rand_like(Handle, Alike(dtype, device, requires_grad), &made), made, this);
        }

        /// <summary>Draws from N(0, 1) in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_randn_like(Handle, Alike(dtype, device, requires_grad), &made), made, this);
        }

        /// <summary>One value in the sizes of this tensor, and in its type and place unless others are given.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            nint made;
            return Own(Native.ps_full_like(Handle, value.Value, Alike(dtype, device, requires_grad), &made), made, this);
        }

        private NativeOptions Alike(ScalarType? dtype, Device? device, bool requiresGrad) =>
            new(dtype ?? this.dtype, device ?? this.device, requiresGrad);
    }
}
