using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
#nullable disable annotations
        /// <summary>
        /// A function with a backward of its own. forward computes unrecorded; backward gives one gradient for every argument
        /// of apply, null for one that is no tensor or needs none. What backward makes ends with it, except what it returns.
        /// </summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T instance = new();

            protected Function()
            {
            }

            /// <summary>What the graph calls it.</summary>
            public abstract string Name { get; }

            /// <exception cref="ExternalException">libtorch refuses what forward did, such as an unmarked change in place.</exception>
            public static List<Tensor> apply_internal(params object[] vars) => [.. Apply(vars)];

            private protected abstract List<Tensor> AllForward(AutogradContext ctx, object[] vars);

            private protected abstract List<Tensor> AllBackward(AutogradContext ctx, List<Tensor> grad_outputs);

            private protected static Tensor[] Apply(object[] vars)
            {
                var areTensors = Array.ConvertAll(vars, one => one is Tensor { IsInvalid: false });
                var inputs = vars.Where((_, index) => areTensors[index]).Cast<Tensor>().ToArray();
                var recorded = is_grad_enabled() && inputs.Any(input => input.requires_grad);
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad()) outputs = instance.AllForward(context, vars);
                if (outputs.Any(output => output is null or { IsInvalid: true }))
                    throw new InvalidOperationException($"{instance.Name}.forward: expected tensors that are alive, got one that is null or disposed.");
                var call = recorded ? new FunctionCall(instance.Name, context, instance.AllBackward, areTensors) : null;
                return FunctionCall.Connect(call, context, inputs, outputs);
            }
        }

        /// <summary>A function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction()
            {
            }

            /// <inheritdoc cref="Function{T}.apply_internal"/>
            public static Tensor apply(params object[] vars) => Apply(vars)[0];

            /// <summary>Computes, unrecorded.</summary>
            /// <param name="ctx">Keeps what backward needs.</param>
            /// <param name="vars">The arguments of apply.</param>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradient of every argument, null for one that is no tensor or needs none.</summary>
            /// <param name="ctx">What forward kept.</param>
            /// <param name="grad_output">Of the result.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            private protected override List<Tensor> AllForward(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];

            private protected override List<Tensor> AllBackward(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs[0]);
        }

        /// <summary>A function with any number of results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction()
            {
            }

            /// <inheritdoc cref="Function{T}.apply_internal"/>
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            /// <summary>Computes, unrecorded.</summary>
            /// <param name="ctx">Keeps what backward needs.</param>
            /// <param name="vars">The arguments of apply.</param>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradient of every argument, null for one that is no tensor or needs none.</summary>
            /// <param name="ctx">What forward kept.</param>
            /// <param name="grad_outputs">Of the results.</param>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            private protected override List<Tensor> AllForward(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            private protected override List<Tensor> AllBackward(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs);
        }
#nullable restore annotations
    }
}
