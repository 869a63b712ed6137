using System.Numerics;

namespace TorchSharp;

/// <summary>A number as an argument. It is a plain managed object: there is nothing native behind it and nothing to dispose.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly NativeScalar Value;

    private Scalar(NativeScalar value) => Value = value;

    /// <summary>The widest type of the number's kind, as libtorch has it: Int64, Float64, ComplexFloat64 or Bool.</summary>
    public torch.ScalarType Type => Value.Kind switch
    {
        NativeScalar.Integer => torch.ScalarType.Int64,
        NativeScalar.Real => torch.ScalarType.Float64,
        NativeScalar.Complex => torch.ScalarType.ComplexFloat64,
        _ => torch.ScalarType.Bool,
    };

    public static implicit operator Scalar(byte value) => OfInteger(value);
    public static implicit operator Scalar(sbyte value) => OfInteger(value);
    public static implicit operator Scalar(short value) => OfInteger(value);
    public static implicit operator Scalar(int value) => OfInteger(value);
    public static implicit operator Scalar(long value) => OfInteger(value);
    public static implicit operator Scalar(Half value) => OfReal((double)value);
    public static implicit operator Scalar(float value) => OfReal(value);
    public static implicit operator Scalar(double value) => OfReal(value);
    public static implicit operator Scalar((float, float) value) => OfComplex(value.Item1, value.Item2);
    public static implicit operator Scalar(Complex value) => OfComplex(value.Real, value.Imaginary);
    public static implicit operator Scalar(bool value) => new(new NativeScalar { Kind = NativeScalar.Boolean, IntegerValue = value ? 1 : 0 });

    /// <summary>Does nothing.</summary>
    public void Dispose()
    {
    }

    internal static NativeScalar Integer(long value) => new() { Kind = NativeScalar.Integer, IntegerValue = value };

    internal static NativeScalar Real(double value) => new() { Kind = NativeScalar.Real, RealValue = value };

    private static Scalar OfInteger(long value) => new(Integer(value));

    private static Scalar OfReal(double value) => new(Real(value));

    private static Scalar OfComplex(double real, double imaginary) =>
        new(new NativeScalar { Kind = NativeScalar.Complex, RealValue = real, ImaginaryValue = imaginary });
}
