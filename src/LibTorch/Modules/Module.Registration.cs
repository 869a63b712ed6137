using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Registers the module's fields, base classes' included: parameters, other tensors as buffers, and modules,
            /// under the fields' names. Call it at the end of the constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                    if (type.Assembly == typeof(Module).Assembly) continue;
                    foreach (var field in type.GetFields(own))
                    {
                        switch (field.GetValue(this))
                        {
                            case Parameter parameter: register_parameter(field.Name, parameter); break;
                            case Tensor tensor: register_buffer(field.Name, tensor); break;
                            case Module module: register_module(field.Name, module); break;
                        }
                    }
                }
            }

            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">Another module has the name.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (IsNew(name, submodule, parts.FirstOrDefault(part => part.name == name).module)) parts.Add((name, submodule));
            }

            /// <summary>Another name of register_module.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <inheritdoc cref="register_module"/>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (!IsNew(name, param, ownParameters.FirstOrDefault(own => own.name == name).parameter)) return;
                ownParameters.Add((name, param));
                param.DetachFromDisposeScope();
            }

            /// <param name="persistent">Whether it is saved with the module.</param>
            /// <inheritdoc cref="register_module"/>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (!IsNew(name, tensor, ownBuffers.FirstOrDefault(own => own.name == name).buffer)) return;
                ownBuffers.Add((name, tensor, persistent));
                tensor.DetachFromDisposeScope();
            }

            /// <summary>Puts a parameter in the place of the one of this name, which is left to its other owners.</summary>
            internal void Replace(string name, Parameter? parameter)
            {
                var index = ownParameters.FindIndex(own => own.name == name);
                if (parameter is null)
                {
                    if (index >= 0) ownParameters.RemoveAt(index);
                }
                else if (index < 0)
                {
                    register_parameter(name, parameter);
                }
                else
                {
                    ownParameters[index] = (name, parameter);
                    parameter.DetachFromDisposeScope();
                }
            }

            /// <summary>Puts a buffer in the place of the one of this name, which is left to its other owners.</summary>
            private protected void ReplaceBuffer(string name, Tensor? buffer)
            {
                var index = ownBuffers.FindIndex(own => own.name == name);
                if (buffer is null)
                {
                    if (index >= 0) ownBuffers.RemoveAt(index);
                }
                else if (index < 0)
                {
                    register_buffer(name, buffer);
                }
                else
                {
                    ownBuffers[index] = (name, buffer, ownBuffers[index].persistent);
                    buffer.DetachFromDisposeScope();
                }
            }

            private protected void ReplaceParts(IEnumerable<(string name, Module module)> modules)
            {
                parts.Clear();
                foreach (var (name, module) in modules) register_module(name, module);
            }

            private static bool IsNew(string name, object value, object? present)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                    throw new ArgumentException($"'{name}': expected a name that is not empty and has no dot.", nameof(name));
                if (present is null) return true;
                return ReferenceEquals(present, value) ? false : throw new InvalidOperationException($"'{name}' is registered already, for something else.");
            }
        }
    }
}
