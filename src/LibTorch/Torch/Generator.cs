using System.Runtime.InteropServices;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>A source of random numbers (the Mersenne twister of libtorch's CPU).</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        private Generator(nint handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        /// <exception cref="ExternalException">The device is not the CPU.</exception>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            nint made;
            Native.Check(Native.ps_generator_new(seed, (int)this.device.type, this.device.index, &made));
            handle = made;
        }

        ~Generator() => Dispose(false);

        /// <summary>The generator that functions draw from when none is given; disposing this object leaves it alone.</summary>
        public static Generator Default
        {
            get
            {
                nint made;
                Native.Check(Native.ps_generator_default(&made));
                return new Generator(made, CPU);
            }
        }

        /// <summary>The native generator, valid while this object is.</summary>
        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        /// <summary>Where it draws: the CPU.</summary>
        public Device device { get; }

        /// <summary>Seeds it; the same seed gives the same draws. Returns this generator.</summary>
        public Generator manual_seed(long seed)
        {
            Native.Check(Native.ps_generator_set_seed(Handle, (ulong)seed));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds with a number that differs at every call, and returns it.</summary>
        public long seed()
        {
            ulong value;
            Native.Check(Native.ps_generator_new_seed(Handle, &value));
            GC.KeepAlive(this);
            return (long)value;
        }

        /// <summary>What it was last seeded with.</summary>
        public long initial_seed()
        {
            ulong value;
            Native.Check(Native.ps_generator_initial_seed(Handle, &value));
            GC.KeepAlive(this);
            return (long)value;
        }

        /// <summary>The whole state as bytes.</summary>
        public Tensor get_state()
        {
            nint made;
            return Tensor.Own(Native.ps_generator_get_state(Handle, &made), made, this);
        }

        /// <summary>Goes on from a state that <see cref="get_state"/> gave.</summary>
        public void set_state(Tensor value)
        {
            Native.Check(Native.ps_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        /// <summary>Frees it; harmless when repeated.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) => Native.ps_generator_free(Interlocked.Exchange(ref handle, 0));

        internal static nint HandleOrNull(Generator? generator) => generator is null ? 0 : generator.Handle;
    }
}
