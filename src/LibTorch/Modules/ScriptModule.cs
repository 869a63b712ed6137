using System.Text;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Networks that were traced or scripted elsewhere and saved.</summary>
    public static partial class jit
    {
        /// <summary>
        /// A TorchScript module. Inputs are tensors; a result of one tensor is a <see cref="Tensor"/>, several (a tuple or a
        /// list) are a <c>Tensor[]</c>.
        /// </summary>
        public unsafe class ScriptModule : nn.Module
        {
            private const int MostResults = 64;

            private readonly ScriptHandle handle;

            internal ScriptModule(ScriptHandle handle) : base(nameof(ScriptModule))
            {
                this.handle = handle;
                foreach (var (name, parameter) in handle.Parameters()) register_parameter(name.Replace('.', '/'), new Modules.Parameter(parameter));
            }

            internal override IEnumerable<(string name, Modules.Parameter parameter)> named_parameters(bool recurse = true) =>
                base.named_parameters(recurse).Select(entry => (entry.name.Replace('/', '.'), entry.parameter));

            public override bool training
            {
                get
                {
                    int on;
                    Native.Check(Native.ps_script_is_training(handle.Value, &on));
                    GC.KeepAlive(handle);
                    return on != 0;
                }
            }

            public override void train(bool on = true)
            {
                Native.Check(Native.ps_script_train(handle.Value, on ? 1 : 0));
                GC.KeepAlive(handle);
            }

            public override void eval() => train(false);

            /// <summary>What the network computes.</summary>
            /// <exception cref="ArgumentException">An input is no tensor.</exception>
            /// <exception cref="InvalidCastException">The result is of another type than this module's.</exception>
            public object forward(params object[] input)
            {
                var tensors = new Tensor[input.Length];
                for (var i = 0; i < tensors.Length; i++)
                    tensors[i] = input[i] as Tensor ?? throw new ArgumentException($"input {i}: expected a tensor, got {input[i]?.GetType().Name ?? "null"}.", nameof(input));
                var results = stackalloc nint[MostResults];
                long count;
                int status;
                fixed (nint* inputs = Tensor.Handles(tensors))
                    status = Native.ps_script_forward(handle.Value, inputs, tensors.Length, results, MostResults, &count);
                GC.KeepAlive(handle);
                GC.KeepAlive(tensors);
                Native.Check(status);
                var owned = new Tensor[count];
                for (var i = 0; i < owned.Length; i++) owned[i] = Tensor.Own(0, results[i]);
                return owned.Length == 1 ? owned[0] : owned;
            }

            /// <summary>forward, and the hooks around it.</summary>
            public object call(params object[] input) => forward(input);

            private protected TResult Typed<TResult>(params object[] input) =>
                forward(input) is var result && result is TResult typed
                    ? typed
                    : throw new InvalidCastException($"The module's result is {(result is Tensor ? "a tensor" : "several tensors")}, expected {typeof(TResult).Name}.");

            private protected override void DisposeNative() => handle.Dispose();
        }

        // TorchSharp says nothing about null in these.
#nullable disable annotations
        /// <summary>A TorchScript module whose calls can be watched and changed.</summary>
        public class HookableScriptModule<TPreHook, TPostHook> : ScriptModule
        {
            private protected readonly List<(HookRemover key, TPreHook hook)> BeforeForward = [];
            private protected readonly List<(HookRemover key, TPostHook hook)> AfterForward = [];

            internal HookableScriptModule(ScriptHandle handle) : base(handle)
            {
            }

            /// <summary>Runs after every forward.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Register(AfterForward, hook);

            /// <summary>Runs before every forward.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Register(BeforeForward, hook);

            private static HookRemover Register<THook>(List<(HookRemover key, THook hook)> hooks, THook hook)
            {
                HookRemover key = null!;
                key = new HookRemover(() => hooks.RemoveAll(entry => entry.key == key));
                hooks.Add((key, hook));
                return key;
            }

            /// <summary>Ends a hook.</summary>
            public class HookRemover
            {
                private readonly Action end;

                internal HookRemover(Action end) => this.end = end;

                /// <summary>The hook does not run any more.</summary>
                public void remove() => end();
            }
        }

        /// <summary>A TorchScript module of any number of tensors.</summary>
        public class ScriptModule<TResult> : ScriptModule, nn.IModule<Tensor[], TResult>
        {
            internal ScriptModule(ScriptHandle handle) : base(handle)
            {
            }

            /// <inheritdoc cref="ScriptModule.forward(object[])"/>
            public TResult forward(params Tensor[] tensor) => Typed<TResult>([.. tensor]);

            /// <inheritdoc cref="ScriptModule.call(object[])"/>
            public TResult call(params Tensor[] input) => forward(input);
        }

        /// <summary>A TorchScript module of one input.</summary>
        public class ScriptModule<T, TResult>
            : HookableScriptModule<Func<ScriptModule<T, TResult>, T, T>, Func<ScriptModule<T, TResult>, T, TResult, TResult>>, nn.IModule<T, TResult>
        {
            internal ScriptModule(ScriptHandle handle) : base(handle)
            {
            }

            /// <inheritdoc cref="ScriptModule.forward(object[])"/>
            public TResult forward(T tensor) => Typed<TResult>(tensor);

            /// <inheritdoc cref="ScriptModule.call(object[])"/>
            public TResult call(T input)
            {
                foreach (var (_, hook) in BeforeForward.ToArray()) input = hook(this, input);
                var result = forward(input);
                foreach (var (_, hook) in AfterForward.ToArray()) result = hook(this, input, result);
                return result;
            }
        }

        /// <summary>A TorchScript module of two inputs.</summary>
        public class ScriptModule<T1, T2, TResult>
            : HookableScriptModule<Func<ScriptModule<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<ScriptModule<T1, T2, TResult>, T1, T2, TResult, TResult>>,
                nn.IModule<T1, T2, TResult>
        {
            internal ScriptModule(ScriptHandle handle) : base(handle)
            {
            }

            /// <inheritdoc cref="ScriptModule.forward(object[])"/>
            public TResult forward(T1 input1, T2 input2) => Typed<TResult>(input1, input2);

            /// <inheritdoc cref="ScriptModule.call(object[])"/>
            public TResult call(T1 input1, T2 input2)
            {
                foreach (var (_, hook) in BeforeForward.ToArray())
                {
                    if (hook(this, input1, input2) is { } changed) (input1, input2) = changed;
                }

                var result = forward(input1, input2);
                foreach (var (_, hook) in AfterForward.ToArray()) result = hook(this, input1, input2, result);
                return result;
            }
        }

#nullable restore annotations

        /// <summary>The native module, freed when disposed or forgotten.</summary>
        internal sealed unsafe class ScriptHandle : IDisposable
        {
            private nint value;

            private ScriptHandle(nint value) => this.value = value;

            ~ScriptHandle() => Free();

            internal nint Value => value != 0 ? value : throw new ObjectDisposedException(nameof(ScriptModule));

            internal static ScriptHandle Load(string filename, Device device)
            {
                nint made;
                fixed (byte* path = Encoding.UTF8.GetBytes(filename + "\0"))
                    Native.Check(Native.ps_script_load(path, (int)device.type, device.index, &made));
                return new ScriptHandle(made);
            }

            internal static ScriptHandle Load(byte[] bytes, Device device)
            {
                nint made;
                fixed (byte* data = bytes)
                    Native.Check(Native.ps_script_load_bytes(data, bytes.Length, (int)device.type, device.index, &made));
                return new ScriptHandle(made);
            }

            internal IEnumerable<(string name, Tensor parameter)> Parameters()
            {
                var list = new List<(string, Tensor)>();
                var name = new byte[4096];
                while (true)
                {
                    long length;
                    nint made;
                    fixed (byte* text = name)
                        Native.Check(Native.ps_script_parameter(Value, list.Count, text, name.Length, &length, &made));
                    GC.KeepAlive(this);
                    if (made == 0) return list;
                    list.Add((Encoding.UTF8.GetString(name, 0, (int)Math.Min(length, name.Length)), Tensor.Own(0, made)));
                }
            }

            /// <summary>Frees the network.</summary>
            public void Dispose()
            {
                Free();
                GC.SuppressFinalize(this);
            }

            private void Free() => Native.ps_script_free(Interlocked.Exchange(ref value, 0));
        }
    }
}
