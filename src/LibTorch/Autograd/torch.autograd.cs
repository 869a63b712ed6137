namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients beyond <see cref="Tensor.backward()"/>.</summary>
    public static unsafe partial class autograd
    {
#nullable disable annotations
        /// <summary>The gradients of the sum of all outputs with respect to each input, without touching the inputs' own.</summary>
        /// <param name="grad_outputs">A gradient for every output; null stands for 1 where the output has one element.</param>
        /// <param name="retain_graph">Keeps what a second backward needs.</param>
        /// <param name="create_graph">Records the gradients too.</param>
        /// <param name="allow_unused">Gives null for an input that no output depends on, in place of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var made = new nint[inputs.Count];
            var gradients = HandlesOrNull(grad_outputs);
            fixed (nint* from = Tensor.Handles(outputs), to = Tensor.Handles(inputs), given = gradients, results = made)
            {
                Native.Check(Native.ps_grad(
                    from, outputs.Count, to, inputs.Count, given, gradients?.Length ?? 0, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, results));
            }

            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(made, one => one == 0 ? null : Tensor.Own(0, one));
        }

        /// <summary>Accumulates the gradients of the sum of all tensors into the leaves they depend on, or into the given ones.</summary>
        /// <inheritdoc cref="grad"/>
        public static void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null)
        {
            var gradients = HandlesOrNull(grad_tensors);
            var leaves = HandlesOrNull(inputs);
            fixed (nint* from = Tensor.Handles(tensors), given = gradients, into = leaves)
            {
                Native.Check(Native.ps_backward(
                    from, tensors.Count, given, gradients?.Length ?? 0, retain_graph is { } retain ? (retain ? 1 : 0) : -1, create_graph ? 1 : 0,
                    into, leaves?.Length ?? 0));
            }

            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static nint[] HandlesOrNull(IList<Tensor> tensors) => tensors is null ? null : Array.ConvertAll([.. tensors], Tensor.HandleOrNull);
#nullable restore annotations
    }
}
