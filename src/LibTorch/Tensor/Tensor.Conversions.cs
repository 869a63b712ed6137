using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    // With a part of these, a call that is ambiguous with TorchSharp would compile here.
    public unsafe partial class Tensor
    {
        /// <summary>A tensor without dimensions, of the number's own widest type.</summary>
        public static implicit operator Tensor(Scalar scalar) => full([], scalar, scalar.Type);

        public static implicit operator Tensor(byte value) => Single(value, ScalarTypes.Of<byte>());
        public static implicit operator Tensor(sbyte value) => Single(value, ScalarTypes.Of<sbyte>());
        public static implicit operator Tensor(short value) => Single(value, ScalarTypes.Of<short>());
        public static implicit operator Tensor(int value) => Single(value, ScalarTypes.Of<int>());
        public static implicit operator Tensor(long value) => Single(value, ScalarTypes.Of<long>());
        public static implicit operator Tensor(float value) => Single(value, ScalarTypes.Of<float>());
        public static implicit operator Tensor(double value) => Single(value, ScalarTypes.Of<double>());
        public static implicit operator Tensor(bool value) => Single(value, ScalarTypes.Of<bool>());
        public static implicit operator Tensor((float, float) value) => Single(value, ScalarTypes.Of<(float, float)>());
        public static implicit operator Tensor(Complex value) => Single(value, ScalarTypes.Of<Complex>());

        public static implicit operator Tensor(byte[] value) => from_array(value);
        public static implicit operator Tensor(sbyte[] value) => from_array(value);
        public static implicit operator Tensor(short[] value) => from_array(value);
        public static implicit operator Tensor(int[] value) => from_array(value);
        public static implicit operator Tensor(long[] value) => from_array(value);
        public static implicit operator Tensor(float[] value) => from_array(value);
        public static implicit operator Tensor(double[] value) => from_array(value);
        public static implicit operator Tensor(bool[] value) => from_array(value);
        public static implicit operator Tensor((float, float)[] value) => from_array(value);
        public static implicit operator Tensor(Complex[] value) => from_array(value);

        private static Tensor Single<T>(T value, ScalarType? type) where T : unmanaged
        {
            nint made;
            return Own(Native.ps_from_bytes(&value, sizeof(T), null, 0, new NativeOptions(type!.Value, null, false), &made), made);
        }
    }
}
