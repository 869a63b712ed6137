using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of PyTorch's torch module, in TorchSharp's names, over the libtorch of this machine.</summary>
public static unsafe partial class torch
{
    /// <summary>libtorch's version: "1.13.1".</summary>
    public static string __version__ => Beyond.Version;

    /// <summary>A scope that disposes what is made in it on this thread.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Threads inside one operation, for the calling thread; threads that already ran operations keep their number.</summary>
    public static void set_num_threads(int num) => Native.Check(Native.ps_set_num_threads(num));

    /// <summary>Threads inside one operation, of the calling thread.</summary>
    public static int get_num_threads() => Native.ps_get_num_threads();

    /// <summary>Threads between operations: settable once, before the first use.</summary>
    public static void set_num_interop_threads(int num) => Native.Check(Native.ps_set_num_interop_threads(num));

    /// <summary>Threads between operations.</summary>
    public static int get_num_interop_threads() => Native.ps_get_num_interop_threads();

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.ps_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>Integers from low (0) up to, not including, high.</summary>
    public static Tensor randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null)
    {
        nint made;
        fixed (long* sizes = size.Shape)
            return Tensor.Own(
                Native.ps_randint(low, high, sizes, size.Length, Options(dtype ?? ScalarType.Int64, device, requires_grad, names), Generator.HandleOrNull(generator), &made),
                made, generator);
    }

    /// <inheritdoc cref="randint(long, long, Size, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0L, high, size, dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randint(long, long, Size, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randint(long, long, Size, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0L, high, new Size(size), dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randint(long, long, Size, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randint(int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    /// <inheritdoc cref="randint(long, long, Size, ScalarType?, Device, bool, Generator, string[])"/>
    public static Tensor randint(int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null, string[]? names = null) =>
        randint(0L, high, new Size(size), dtype, device, requires_grad, generator, names);

    /// <summary>The numbers 0 to n − 1 (int64 unless asked otherwise) in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        nint made;
        return Tensor.Own(
            Native.ps_randperm(n, Options(dtype ?? ScalarType.Int64, device, requires_grad, null), Generator.HandleOrNull(generator), &made),
            made, generator);
    }

    /// <inheritdoc cref="randperm(long, ScalarType?, Device, bool, Generator)"/>
    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        Native.Check(Native.ps_randperm_out(n, Generator.HandleOrNull(generator), @out.Handle));
        GC.KeepAlive(@out);
        GC.KeepAlive(generator);
        return @out;
    }

    /// <summary>0, 1, … while less than stop, with the types of <see cref="arange(Scalar, Scalar, Scalar, ScalarType?, Device, bool)"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + 1, … while less than stop, likewise.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + step, … while less than stop; integers give int64, anything else float32.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var whole = start.Value.Kind == NativeScalar.Integer && stop.Value.Kind == NativeScalar.Integer && step.Value.Kind == NativeScalar.Integer;
        var options = new NativeOptions(dtype ?? (whole ? ScalarType.Int64 : ScalarType.Float32), device, requires_grad);
        nint made;
        return Tensor.Own(Native.ps_arange(start.Value, stop.Value, step.Value, options, &made), made);
    }

    /// <summary>A copy of an array of any rank, in its own element type.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A copy of an array of any rank, converted to <paramref name="dtype"/> where one is given.</summary>
    /// <exception cref="NotSupportedException">The array's elements are of a type that no tensor holds.</exception>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var type = ScalarTypes.Of(rawArray.GetType().GetElementType()!)
            ?? throw new NotSupportedException($"from_array: no tensor holds {rawArray.GetType().GetElementType()}; expected a number or bool.");
        var sizes = new long[rawArray.Rank];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = rawArray.GetLongLength(i);
        var convert = dtype is { } wanted && wanted != type;
        nint made;
        Tensor tensor;
        fixed (long* dims = sizes)
        fixed (byte* data = &MemoryMarshal.GetArrayDataReference(rawArray))
        {
            var bytes = rawArray.LongLength * ScalarTypes.Bytes(type);
            tensor = Tensor.Own(Native.ps_from_bytes(data, bytes, dims, sizes.Length, Options(type, device, requires_grad && !convert, names), &made), made);
        }

        if (!convert) return tensor;
        var converted = tensor.to(dtype!.Value, disposeAfter: true);
        return requires_grad ? converted.requires_grad_() : converted;
    }

    /// <summary>Tensors one after the other along a dimension they have: sizes differ there alone.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        nint made;
        fixed (nint* handles = Tensor.Handles(tensors)) return Tensor.Own(Native.ps_cat(handles, tensors.Count, dim, &made), made, tensors);
    }

    /// <summary>Tensors of one shape beside each other along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors.ToList();
        nint made;
        fixed (nint* handles = Tensor.Handles(list)) return Tensor.Own(Native.ps_stack(handles, list.Count, dim, &made), made, list);
    }

    private static NativeOptions Options(ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        if (names is not null) throw new NotSupportedException("names: named dimensions are not supported; leave names out.");
        return new NativeOptions(dtype ?? ScalarType.Float32, device, requiresGrad);
    }

    private static ScalarType ValueType(Scalar value) => value.Type switch
    {
        ScalarType.Float64 => ScalarType.Float32,
        ScalarType.ComplexFloat64 => ScalarType.ComplexFloat32,
        var type => type,
    };
}
