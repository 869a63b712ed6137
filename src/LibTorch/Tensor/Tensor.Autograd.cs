namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Whether operations on it are recorded for a backward.</summary>
        public bool requires_grad
        {
            get => Describe(Native.ps_tensor_requires_grad(Handle)) != 0;
            set => Done(Native.ps_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>Lets operations on it be recorded for a backward, or not; returns this tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true) => Done(Native.ps_tensor_set_requires_grad(Handle, requires_grad ? 1 : 0));

        /// <summary>The gradient, or null where backward has not come by. A new object at every call: dispose it.</summary>
        public Tensor? grad
        {
            get
            {
                nint made;
                Done(Native.ps_tensor_grad(Handle, &made));
                return made == 0 ? null : Own(0, made);
            }
            set => Done(Native.ps_tensor_set_grad(Handle, HandleOrNull(value)), value);
        }

        /// <summary>Accumulates the gradient of this tensor, of one element, into every leaf it depends on.</summary>
        public void backward() => Done(Native.ps_tensor_backward(Handle, 0, 0, 0, null, 0));

        /// <param name="grad_tensors">One tensor: the gradient with respect to this one; null stands for 1.</param>
        /// <param name="retain_graph">Keeps what a second backward needs.</param>
        /// <param name="create_graph">Records the backward too.</param>
        /// <param name="inputs">The leaves to accumulate into; null for all.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (grad_tensors is { Count: > 1 })
                throw new ArgumentException($"backward: expected one gradient for one tensor, got {grad_tensors.Count}.", nameof(grad_tensors));
            var gradient = grad_tensors is [var given] ? given : null;
            var keep = retain_graph || create_graph ? 1 : 0;
            if (inputs is null)
            {
                Done(Native.ps_tensor_backward(Handle, HandleOrNull(gradient), keep, create_graph ? 1 : 0, null, 0), gradient);
                return;
            }

            var handles = Handles(inputs);
            fixed (nint* leaves = handles)
                Done(Native.ps_tensor_backward(Handle, HandleOrNull(gradient), keep, create_graph ? 1 : 0, leaves, handles.Length), gradient, inputs);
        }

        /// <summary>Lets backward keep the gradient of this tensor though it is not a leaf.</summary>
        public void retain_grad() => Done(Native.ps_tensor_retain_grad(Handle));

        /// <summary>The same memory outside the graph.</summary>
        public Tensor detach()
        {
            nint made;
            return Own(Native.ps_tensor_detach(Handle, &made), made, this);
        }

        /// <summary>Takes this tensor out of its graph, in place.</summary>
        public Tensor detach_() => Done(Native.ps_tensor_detach_(Handle));

        /// <summary>A new object for the same tensor.</summary>
        public Tensor alias()
        {
            nint made;
            return Own(Native.ps_alias(Handle, &made), made, this);
        }

        /// <summary>tensor.data = data: what the tensor holds is replaced, the tensor stays.</summary>
        internal void SetData(Tensor data) => Done(Native.ps_tensor_set_data(Handle, data.Handle), data);

        internal static nint[] Handles(IEnumerable<Tensor> tensors)
        {
            var list = tensors as ICollection<Tensor> ?? tensors.ToList();
            var handles = new nint[list.Count];
            var count = 0;
            foreach (var tensor in list) handles[count++] = tensor.Handle;
            return handles;
        }
    }
}
