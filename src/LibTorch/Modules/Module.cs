using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: its parameters, buffers and parts by name, in the order they were registered. Disposing it
        /// disposes all of them.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly string name;
            private readonly List<(string name, Parameter parameter)> ownParameters = [];
            private readonly List<(string name, Tensor buffer, bool persistent)> ownBuffers = [];
            private readonly List<(string name, Module module)> parts = [];
            private bool isTraining = true;

            /// <param name="name">What <see cref="GetName"/> says.</param>
            protected Module(string name) => this.name = name;

            /// <summary>The name it was made with.</summary>
            public virtual string GetName() => name;

            /// <summary>Whether the module is in training mode, as it is when made.</summary>
            public virtual bool training => isTraining;

            /// <summary>Training mode, or evaluation mode, for the module and all its parts.</summary>
            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, part) in parts) part.train(train);
            }

            /// <summary>Evaluation mode, for the module and all its parts.</summary>
            public virtual void eval() => train(false);

            // The four named_… functions are for the suite's own projects until Sequential, ParameterList and ParameterDict,
            // which override them in TorchSharp, are here too: an overload set is public whole or not at all.
            internal virtual IEnumerable<(string name, Module module)> named_children() => parts.ToList();

            /// <summary>Its own parts.</summary>
            public virtual IEnumerable<Module> children() => parts.ConvertAll(part => part.module);

            /// <summary>All parts, however deep, by dotted name; without the module itself.</summary>
            internal virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (part, module) in parts)
                {
                    yield return (part, module);
                    foreach (var (inner, nested) in module.named_modules()) yield return ($"{part}.{inner}", nested);
                }
            }

            /// <summary>All parts, however deep; without the module itself.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>Own parameters first, then those of the parts, each once, by dotted name.</summary>
            internal virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var entry in AllParameters(recurse))
                {
                    if (seen.Add(entry.parameter)) yield return entry;
                }
            }

            /// <summary>Its parameters, and where recurse is set those of all parts, each once.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(entry => entry.parameter);

            internal virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (own, buffer, persistent) in ownBuffers)
                {
                    if (persistent || include_nonpersistent) yield return (own, buffer);
                }

                if (!recurse) yield break;
                foreach (var (part, module) in parts)
                {
                    foreach (var (inner, buffer) in module.named_buffers(true, include_nonpersistent)) yield return ($"{part}.{inner}", buffer);
                }
            }

            /// <summary>Its buffers, and where recurse is set those of all parts.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>Ends the gradients, or fills them with zero in place.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }

                    using var grad = parameter.grad;
                    if (grad is not null) grad.detach_().zero_();
                }
            }

            /// <summary>Runs the action on all parts and then on the module itself.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, part) in parts) part.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Disposes parts, parameters and buffers.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <param name="disposing">Whether it was asked for, and not by a collection.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, part) in parts) part.Dispose();
                foreach (var (_, parameter) in ownParameters) parameter.Dispose();
                foreach (var (_, buffer, _) in ownBuffers) buffer.Dispose();
                DisposeNative();
            }

            /// <summary>What a module holds beyond parameters, buffers and parts.</summary>
            private protected virtual void DisposeNative()
            {
            }

            /// <summary>Converts parameters and floating-point buffers in place: the objects stay, what they hold is replaced.</summary>
            internal void Convert(ScalarType? dtype, Device? device)
            {
                foreach (var (_, tensor) in named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)).Concat(named_buffers()))
                {
                    var type = tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
                        ? dtype ?? tensor.dtype
                        : tensor.dtype;
                    using var plain = tensor.detach();
                    using var converted = plain.to(type, device ?? tensor.device);
                    tensor.SetData(converted);
                }
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse)
            {
                foreach (var entry in ownParameters) yield return entry;
                if (!recurse) yield break;
                foreach (var (part, module) in parts)
                {
                    foreach (var (inner, parameter) in module.AllParameters(true)) yield return ($"{part}.{inner}", parameter);
                }
            }
        }
    }
}
