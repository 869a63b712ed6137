using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. Dispose it, or make it in a dispose scope, to free its memory at a known time; one that is
    /// forgotten is freed after a garbage collection. Disposing twice is harmless, using a disposed tensor throws.
    /// Different threads may use different tensors, and the same one for reading, at once.
    /// </summary>
    /// <remarks>
    /// Every native call is followed by <c>GC.KeepAlive</c> of the tensors it used (inside <see cref="Own(int, nint, object?, object?, object?)"/>
    /// and <see cref="Done(int, object?, object?)"/>): without it the collector may end a tensor whose last use is the call
    /// that is still running.
    /// </remarks>
    public unsafe partial class Tensor : IDisposable
    {
        private NativeReference? reference;

        internal Tensor(NativeReference reference) => this.reference = reference;

        /// <summary>A tensor that is none, as if disposed.</summary>
        internal static Tensor Undefined() => new((NativeReference)null!);

        /// <summary>Takes the native tensor over; the donor is as if disposed.</summary>
        internal Tensor(Tensor donor)
        {
            reference = Interlocked.Exchange(ref donor.reference, null) ?? throw Disposed();
            reference.Scope?.Replace(donor, this);
            BirthRegister.Current?.Move(reference, this);
        }

        /// <summary>The dispose scope that will end this tensor; none where there is none or the tensor is disposed.</summary>
        internal DisposeScope? OwningScope
        {
            get => reference?.Scope;
            set
            {
                if (reference is { } live) live.Scope = value;
            }
        }

        /// <summary>Tensors alive in the process: made here and neither disposed nor collected.</summary>
        public static long TotalCount => ThreadTensors.Alive;

        /// <summary>The native tensor (an at::TensorImpl*), valid while this object is.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                var handle = reference is { } live ? live.Handle : 0;
                if (handle == 0) throw Disposed();
                return handle;
            }
        }

        /// <summary>Whether it was disposed.</summary>
        public bool IsInvalid => reference is not { Handle: not 0 };

        // There is no finalizer to suppress here: the reference has it.
#pragma warning disable CA1816
        /// <summary>Frees it; harmless when repeated.</summary>
        public void Dispose() => Dispose(true);
#pragma warning restore CA1816

        protected virtual void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref reference, null) is not { } ending) return;
            var thread = ThreadTensors.Current;
            if (ending.Scope is { } scope)
            {
                ending.Scope = null;
                scope.MarkAsDisposed(this);
            }
            else
            {
                thread.Tensors.DisposedOutsideScopeCount++;
            }

            thread.Return(ending);
        }

        /// <summary>Gives it to the scope around its own; returns this tensor.</summary>
        public Tensor MoveToOuterDisposeScope() => OwningScope is { } scope ? scope.MoveToOuter(this) : this;

        /// <summary>Takes it out of its scope: it is disposed by hand, or collected. Returns this tensor.</summary>
        public Tensor DetachFromDisposeScope() => OwningScope is { } scope ? scope.Detach(this) : this;

        /// <summary>Gives it to the other's scope, or takes it out of any where that is null; returns this tensor.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        /// <inheritdoc cref="MoveToOtherDisposeScope(Tensor)"/>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningScope is { } scope) scope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        /// <summary>The one place where a native tensor becomes a <see cref="Tensor"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Tensor Own(int status, nint made, object? used = null, object? used2 = null, object? used3 = null)
        {
            GC.KeepAlive(used);
            GC.KeepAlive(used2);
            GC.KeepAlive(used3);
            Native.Check(status);
            return ThreadTensors.Current.Wrap(made);
        }

        /// <summary>The end of a call that works in place.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Tensor Done(int status, object? used = null, object? used2 = null)
        {
            GC.KeepAlive(this);
            GC.KeepAlive(used);
            GC.KeepAlive(used2);
            Native.Check(status);
            return this;
        }

        internal static nint HandleOrNull(Tensor? tensor) => tensor is null ? 0 : tensor.Handle;

        private static ObjectDisposedException Disposed() =>
            new(nameof(Tensor), "The tensor was disposed. Keep it past its scope with MoveToOuterDisposeScope or DetachFromDisposeScope.");
    }
}
