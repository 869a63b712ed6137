using System.Collections;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>
/// A tensor's elements in row-major order, read and written where they lie, contiguous or not. Valid until the tensor is
/// disposed or resized.
/// </summary>
/// <remarks>
/// Whatever touches the elements is followed by <c>GC.KeepAlive(this)</c>: this object may be all that still holds the tensor, and a
/// collection may end both once nothing but the bare pointer is needed.
/// </remarks>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly long[] sizes;
    private readonly long[] strides;
    private readonly bool contiguous;
    private Tensor? tensor;
    private T* data;

    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
    /// <exception cref="NotSupportedException">The tensor is not on the CPU.</exception>
    internal TensorAccessor(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU) throw new NotSupportedException($"data: expected a tensor on the CPU, got {tensor.device}; call cpu() first.");
        if (ScalarTypes.Of<T>() != tensor.dtype) throw new ArgumentException($"data: the tensor holds {tensor.dtype}, expected {typeof(T).Name}; convert it with to_type first.");
        void* start;
        Native.Check(Native.ps_tensor_data_ptr(tensor.Handle, &start));
        (this.tensor, sizes, strides, contiguous) = (tensor, tensor.shape, tensor.stride(), tensor.is_contiguous());
        data = (T*)start;
        Count = tensor.numel();
    }

    /// <summary>How many elements.</summary>
    public long Count { get; }

    /// <summary>False: elements can be written.</summary>
    public bool IsReadOnly => false;

    /// <param name="indices">One per dimension, or a single one that counts the elements in row-major order.</param>
    public T this[params long[] indices]
    {
        get
        {
            var value = *At(indices);
            GC.KeepAlive(this);
            return value;
        }
        set
        {
            *At(indices) = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>A copy; a span where it can, element by element where it must.</summary>
    /// <exception cref="ArgumentException">There are more elements than an array has room for.</exception>
    public T[] ToArray()
    {
        if (Count > Array.MaxLength) throw new ArgumentException($"ToArray: expected at most {Array.MaxLength} elements, got {Count}.");
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>A copy of the tensor's own rank; a single element for none.</summary>
    public Array ToNDArray()
    {
        if (sizes.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), sizes);
        var position = 0L;
        fixed (byte* pinned = &MemoryMarshal.GetArrayDataReference(array))
        {
            foreach (var value in this) ((T*)pinned)[position++] = value;
        }

        return array;
    }

    /// <summary>Copies the elements from tensorIndex on, as many as there is room for.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies the elements from tensorIndex on, as many as there is room for.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var length = (int)Math.Min(target.Length, Left(tensorIndex));
        if (contiguous) new ReadOnlySpan<T>(Start() + tensorIndex, length).CopyTo(target);
        else
        {
            for (var i = 0; i < length; i++) target[i] = Element(tensorIndex + i);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Writes the elements from tensorIndex on, as many as there are.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Writes the elements from tensorIndex on, as many as there are.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var length = (int)Math.Min(source.Length, Left(tensorIndex));
        if (contiguous) source[..length].CopyTo(new Span<T>(Start() + tensorIndex, length));
        else
        {
            for (var i = 0; i < length; i++) Start()[Offset(tensorIndex + i)] = source[i];
        }

        GC.KeepAlive(this);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++) yield return Element(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

#nullable disable annotations
    /// <summary>Whether both hold the same elements in the same order.</summary>
    public override bool Equals(object obj) => obj is TensorAccessor<T> other && (ReferenceEquals(this, other) || (Count == other.Count && this.SequenceEqual(other)));
#nullable restore annotations

    public override int GetHashCode() => HashCode.Combine(Count, Count > 0 ? Element(0) : default);

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <summary>Lets go of the tensor, which stays as it is.</summary>
    public void Dispose()
    {
        data = null;
        tensor = null;
    }

    private T* Start() => tensor is { IsInvalid: false } ? data : throw new ObjectDisposedException(nameof(TensorAccessor<T>), "The accessor or its tensor was disposed.");

    private T Element(long position)
    {
        var value = Start()[Offset(position)];
        GC.KeepAlive(this);
        return value;
    }

    private long Left(long position) =>
        position >= 0 && position <= Count ? Count - position : throw new ArgumentOutOfRangeException(nameof(position), position, $"Expected 0 to {Count}.");

    private T* At(long[] indices)
    {
        if (indices.Length == 1 && sizes.Length != 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new IndexOutOfRangeException($"Expected 0 to {Count - 1}, got {indices[0]}.");
            return Start() + Offset(indices[0]);
        }

        if (indices.Length != sizes.Length) throw new ArgumentException($"Expected {sizes.Length} indices, got {indices.Length}.", nameof(indices));
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= sizes[i]) throw new IndexOutOfRangeException($"Dimension {i}: expected 0 to {sizes[i] - 1}, got {indices[i]}.");
            offset += indices[i] * strides[i];
        }

        return Start() + offset;
    }

    private long Offset(long position)
    {
        if (contiguous) return position;
        var offset = 0L;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            offset += position % sizes[i] * strides[i];
            position /= sizes[i];
        }

        return offset;
    }
}
