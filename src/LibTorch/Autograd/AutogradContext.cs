namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
#nullable disable annotations
        /// <summary>What a function's forward leaves for its backward.</summary>
        public unsafe class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private nint native;
            private int savedCount;

            internal AutogradContext()
            {
            }

            internal List<Tensor> Saved { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> Constants { get; private set; } = [];

            /// <summary>Whether an output without a gradient comes to backward as zeros; otherwise as a tensor that is none.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Keeps tensors, checked against changes in place; once, in forward. An entry may be null.</summary>
            public void save_for_backward(List<Tensor> tensors) => Saved = tensors;

            /// <summary>In backward: what was saved, as new tensors that end with it.</summary>
            /// <exception cref="InvalidOperationException">Neither forward nor backward is running.</exception>
            public List<Tensor> get_saved_variables()
            {
                if (native == 0 && savedCount == 0) return [.. Saved];
                if (native == 0) throw new InvalidOperationException("get_saved_variables: expected to be called in backward.");
                var made = stackalloc nint[savedCount];
                long count;
                Native.Check(Native.ps_context_saved(native, made, savedCount, &count));
                var list = new List<Tensor>(savedCount);
                for (var i = 0; i < count; i++) list.Add(made[i] == 0 ? null : Tensor.Own(0, made[i]));
                return list;
            }

            /// <summary>Keeps anything but a tensor under a name.</summary>
            public void save_data(string key, object value) => data[key] = value;

            /// <summary>What was kept under the name, or null.</summary>
            public object get_data(string key) => data.GetValueOrDefault(key);

            /// <summary>Inputs that forward changes in place and returns.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>Outputs that have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => Constants = [.. tensors];

            /// <summary>Sets <see cref="MaterializeGrads"/>.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>Frees what was kept.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                data.Clear();
                Forget();
            }

            /// <summary>The node holds the tensors now; nothing here may keep them alive.</summary>
            internal void Forget()
            {
                savedCount = Saved.Count;
                Saved = Dirty = Constants = [];
            }

            internal void Enter(nint context) => native = context;
        }
#nullable restore annotations
    }
}
