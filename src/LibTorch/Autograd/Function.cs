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

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

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

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            private protected override List<Tensor> AllForward(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            private protected override List<Tensor> AllBackward(AutogradContext ctx, List<Tensor> grad_outputs) => backward(ctx, grad_outputs);
        }
#nullable restore annotations
    }
}
