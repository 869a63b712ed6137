using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a list, registered under their places: 0, 1, …</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
    {
        private readonly List<T> items = [];

        public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => append(modules);

        /// <summary>How many.</summary>
        public int Count => items.Count;

        public bool IsReadOnly => false;

        /// <summary>The module at a place, from 0.</summary>
        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                RegisterComponents();
            }
        }

        public void Add(T item) => Insert(items.Count, item);

        /// <summary>Adds modules at the end.</summary>
        public void append(params T[] parameters) => extend(parameters);

        /// <summary>Adds modules at the end.</summary>
        public void extend(IEnumerable<T> modules)
        {
            items.AddRange(modules);
            RegisterComponents();
        }

        /// <summary>Puts one in at a place; those behind it move.</summary>
        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            RegisterComponents();
        }

        /// <summary>Takes one out; it is not disposed.</summary>
        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            RegisterComponents();
        }

        public bool Remove(T item)
        {
            var index = items.IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public void Clear()
        {
            items.Clear();
            RegisterComponents();
        }

        public bool Contains(T item) => items.Contains(item);

        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public int IndexOf(T item) => items.IndexOf(item);

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents() => ReplaceParts(items.Select((item, index) => (index.ToString(), (torch.nn.Module)item)));
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules in a list, registered under their places.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

            /// <inheritdoc cref="ModuleList{T}(T[])"/>
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);
        }
    }
}
