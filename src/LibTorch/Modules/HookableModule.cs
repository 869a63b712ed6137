namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Whatever can be called with one input.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T input1);
        }

        /// <summary>A module whose calls can be watched and changed.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private protected readonly List<(HookRemover key, TPreHook? hook, Action<Module>? watch)> BeforeForward = [];
            private protected readonly List<(HookRemover key, TPostHook? hook, Action<Module>? watch)> AfterForward = [];

            private protected HookableModule(string name) : base(name)
            {
            }

            /// <summary>Runs after every forward, in the order of registration; what it returns is the result.</summary>
            public HookRemover register_forward_hook(TPostHook? hook) => Register(AfterForward, hook, null);

            /// <inheritdoc cref="register_forward_hook(TPostHook)"/>
            public HookRemover register_forward_hook(Action<Module> hook) => Register(AfterForward, default, hook);

            /// <summary>Runs before every forward; what it returns is the input.</summary>
            public HookRemover register_forward_pre_hook(TPreHook? hook) => Register(BeforeForward, hook, null);

            /// <inheritdoc cref="register_forward_pre_hook(TPreHook)"/>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Register(BeforeForward, default, hook);

            private protected static NotSupportedException NoTwin() =>
                new("A module has no native twin here: derive with Module(string name).");

            private static HookRemover Register<THook>(List<(HookRemover key, THook? hook, Action<Module>? watch)> hooks, THook? hook, Action<Module>? watch)
            {
                HookRemover? key = null;
                key = new HookRemover(() => hooks.RemoveAll(entry => entry.key == key));
                hooks.Add((key, hook, watch));
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

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <exception cref="NotSupportedException">Always: modules have no native twin here.</exception>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T input);

            /// <summary>forward, and the hooks around it.</summary>
            public TResult call(T input) => BeforeForward.Count == 0 && AfterForward.Count == 0 ? forward(input) : CallWithHooks(input);

            private TResult CallWithHooks(T input)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToList())
                {
                    watch?.Invoke(this);
                    if (hook is not null) input = hook(this, input);
                }

                var result = forward(input);
                foreach (var (_, hook, watch) in AfterForward.ToList())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input, result);
                }

                return result;
            }
        }
    }
}
