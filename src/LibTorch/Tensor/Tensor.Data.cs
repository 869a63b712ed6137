using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>
        /// The elements' memory, row-major, without a copy: valid while the tensor is alive and not resized. Setting copies
        /// the given bytes in.
        /// </summary>
        /// <exception cref="NotSupportedException">The tensor is not contiguous, not on the CPU or larger than 2 GiB.</exception>
        public Span<byte> bytes
        {
            get
            {
                // The usual case in one call without a transition; the shim says 0 to any other.
                void* data;
                long length;
                if (Native.ps_tensor_bytes_quick(Handle, &data, &length) != 1 || length > int.MaxValue) return BytesOrWhyNot();
                GC.KeepAlive(this);
                return new Span<byte>(data, (int)length);
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                    throw new ArgumentException($"bytes: expected {target.Length} bytes, got {value.Length}.", nameof(value));
                value.CopyTo(target);
                GC.KeepAlive(this);
            }
        }

        private Span<byte> BytesOrWhyNot()
        {
            if (!is_contiguous()) throw new NotSupportedException("bytes: expected a contiguous tensor; call contiguous() first.");
            if (device_type != DeviceType.CPU) throw new NotSupportedException($"bytes: expected a tensor on the CPU, got {device}; call cpu() first.");
            var length = numel() * ElementSize;
            if (length > int.MaxValue) throw new NotSupportedException($"bytes: {length} bytes do not fit into one span; narrow() the tensor first.");
            void* data;
            Done(Native.ps_tensor_data_ptr(Handle, &data));
            return new Span<byte>(data, (int)length);
        }

        /// <inheritdoc cref="Utils.TensorAccessor{T}"/>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        /// <exception cref="NotSupportedException">The tensor is not on the CPU.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        /// <summary>The value of a tensor with one element, in the element's own type.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        public T item<T>() where T : unmanaged
        {
            // The usual case, a float32 on the CPU, in one call without a transition; the shim says 0 to any other.
            if (typeof(T) == typeof(float))
            {
                float value;
                if (Native.ps_tensor_item_quick(Handle, &value) != 1) value = ItemOfFloat();
                GC.KeepAlive(this);
                return Unsafe.As<float, T>(ref value);
            }

            return ItemOf<T>();
        }

        private float ItemOfFloat()
        {
            RequireType(typeof(float));
            float value;
            Done(Native.ps_tensor_item_float(Handle, &value));
            return value;
        }

        private T ItemOf<T>() where T : unmanaged
        {
            RequireType(typeof(T));
            var type = dtype;
            NativeScalar scalar;
            Done(Native.ps_tensor_item(Handle, &scalar));
            return type switch
            {
                ScalarType.Float64 => As(scalar.RealValue),
                ScalarType.Float16 => As((Half)scalar.RealValue),
                ScalarType.Int64 => As(scalar.IntegerValue),
                ScalarType.Int32 => As((int)scalar.IntegerValue),
                ScalarType.Int16 => As((short)scalar.IntegerValue),
                ScalarType.Int8 => As((sbyte)scalar.IntegerValue),
                ScalarType.Byte => As((byte)scalar.IntegerValue),
                ScalarType.Bool => As(scalar.IntegerValue != 0),
                ScalarType.ComplexFloat64 => As(new Complex(scalar.RealValue, scalar.ImaginaryValue)),
                ScalarType.ComplexFloat32 => As(((float)scalar.RealValue, (float)scalar.ImaginaryValue)),
                _ => throw new NotSupportedException($"item: {type} is not supported; convert the tensor with to_type first."),
            };

            static T As<TValue>(TValue value) where TValue : unmanaged => Unsafe.As<TValue, T>(ref value);
        }

        private void RequireType(Type wanted)
        {
            if (dtype != ScalarTypes.Of(wanted))
                throw new ArgumentException($"item: the tensor holds {dtype}, expected {wanted.Name}; convert it with to_type first.");
        }

        /// <summary>Copies the source's elements in, converted and expanded to this tensor's type and sizes; returns this tensor.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Done(Native.ps_copy_(Handle, source.Handle, nonBlocking ? 1 : 0), source);

        /// <summary>A copy in memory of its own; its backward leads to this one.</summary>
        public Tensor clone()
        {
            nint made;
            return Own(Native.ps_clone(Handle, &made), made, this);
        }

        /// <summary>The tensor on the CPU; a new object even where it is there already, sharing the memory then.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>A copy in page-locked memory, from which a GPU copies by itself; without a GPU there is none.</summary>
        public Tensor pin_memory()
        {
            nint made;
            return Own(Native.ps_pin_memory(Handle, &made), made, this);
        }

        /// <summary>The tensor in another place; a new object even where nothing changes, sharing the memory then unless <paramref name="copy"/>. <paramref name="disposeAfter"/> disposes this one.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, device, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(Device, bool, bool, bool)"/>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        /// <summary>The tensor in another type; a new object even where nothing changes, sharing the memory then unless <paramref name="copy"/>. <paramref name="disposeAfter"/> disposes this one.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        /// <summary>The tensor in another type and place; a new object even where nothing changes, sharing the memory then unless <paramref name="copy"/>.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            nint made;
            var result = Own(
                Native.ps_tensor_to(Handle, new NativeOptions(type, device, false), non_blocking ? 1 : 0, copy ? 1 : 0, &made), made, this);
            if (disposeAfter) Dispose();
            return result;
        }
    }
}
