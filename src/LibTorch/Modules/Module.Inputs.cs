namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Whatever can be called with 2 inputs.</summary>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of 2 inputs.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <inheritdoc cref="Module{T, TResult}(nint, nint)"/>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>forward, and the hooks around it; a hook before it that returns null leaves the inputs as they are.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook?.Invoke(this, input1, input2) is { } changed) (input1, input2) = changed;
                }

                var result = forward(input1, input2);
                foreach (var (_, hook, watch) in AfterForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input1, input2, result);
                }

                return result;
            }
        }

        /// <summary>Whatever can be called with 3 inputs.</summary>
        public interface IModule<T1, T2, T3, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>A module of 3 inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult>
            : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>, IModule<T1, T2, T3, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <inheritdoc cref="Module{T, TResult}(nint, nint)"/>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>forward, and the hooks around it; a hook before it that returns null leaves the inputs as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook?.Invoke(this, input1, input2, input3) is { } changed) (input1, input2, input3) = changed;
                }

                var result = forward(input1, input2, input3);
                foreach (var (_, hook, watch) in AfterForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input1, input2, input3, result);
                }

                return result;
            }
        }

        /// <summary>Whatever can be called with 4 inputs.</summary>
        public interface IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>A module of 4 inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>, IModule<T1, T2, T3, T4, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <inheritdoc cref="Module{T, TResult}(nint, nint)"/>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>forward, and the hooks around it; a hook before it that returns null leaves the inputs as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook?.Invoke(this, input1, input2, input3, input4) is { } changed) (input1, input2, input3, input4) = changed;
                }

                var result = forward(input1, input2, input3, input4);
                foreach (var (_, hook, watch) in AfterForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input1, input2, input3, input4, result);
                }

                return result;
            }
        }

        /// <summary>Whatever can be called with 5 inputs.</summary>
        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>A module of 5 inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <inheritdoc cref="Module{T, TResult}(nint, nint)"/>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>forward, and the hooks around it; a hook before it that returns null leaves the inputs as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook?.Invoke(this, input1, input2, input3, input4, input5) is { } changed) (input1, input2, input3, input4, input5) = changed;
                }

                var result = forward(input1, input2, input3, input4, input5);
                foreach (var (_, hook, watch) in AfterForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input1, input2, input3, input4, input5, result);
                }

                return result;
            }
        }

        /// <summary>Whatever can be called with 6 inputs.</summary>
        public interface IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>forward, and the hooks around it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }

        /// <summary>A module of 6 inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>
            : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <param name="name">What <see cref="Module.GetName"/> says.</param>
            protected Module(string name) : base(name)
            {
            }

            /// <inheritdoc cref="Module{T, TResult}(nint, nint)"/>
            protected Module(nint handle, nint boxedHandle) : this("") => throw NoTwin();

            /// <summary>What the module computes; <see cref="call"/> it, so that hooks run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>forward, and the hooks around it; a hook before it that returns null leaves the inputs as they are.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                foreach (var (_, hook, watch) in BeforeForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook?.Invoke(this, input1, input2, input3, input4, input5, input6) is { } changed) (input1, input2, input3, input4, input5, input6) = changed;
                }

                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var (_, hook, watch) in AfterForward.ToArray())
                {
                    watch?.Invoke(this);
                    if (hook is not null) result = hook(this, input1, input2, input3, input4, input5, input6, result);
                }

                return result;
            }
        }
    }
}
