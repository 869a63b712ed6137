using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The sizes of a tensor as a value.</summary>
    public struct Size : IEnumerable<long>
    {
        private readonly long[]? sizes;

        /// <summary>A copy of the sizes.</summary>
        public Size(long[] shape) => sizes = (long[])shape.Clone();

        public Size(IEnumerable<long> shape) => sizes = shape.ToArray();

        public Size(int[] shape) => sizes = Array.ConvertAll(shape, size => (long)size);

        public Size(long size) => sizes = [size];

        public Size((long, long) size) => sizes = [size.Item1, size.Item2];

        public Size((long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((long, long, long, long, long, long) size) => sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size(int size) : this((long)size)
        {
        }

        public Size((int, int) size) : this(((long)size.Item1, (long)size.Item2))
        {
        }

        public Size((int, int, int) size) : this(((long)size.Item1, (long)size.Item2, (long)size.Item3))
        {
        }

        public Size((int, int, int, int) size) : this(((long)size.Item1, (long)size.Item2, (long)size.Item3, (long)size.Item4))
        {
        }

        public Size((int, int, int, int, int) size)
            : this(((long)size.Item1, (long)size.Item2, (long)size.Item3, (long)size.Item4, (long)size.Item5))
        {
        }

        public Size((int, int, int, int, int, int) size)
            : this(((long)size.Item1, (long)size.Item2, (long)size.Item3, (long)size.Item4, (long)size.Item5, (long)size.Item6))
        {
        }

        /// <summary>The sizes.</summary>
        public long[] Shape => sizes ?? [];

        /// <summary>The number of dimensions.</summary>
        public int Length => Shape.Length;

        /// <summary>The size along a dimension, from 0.</summary>
        public long this[int idx] => Shape[idx];

        public long this[long idx] => Shape[idx];

        /// <summary>The product of the sizes; 1 for no dimension.</summary>
        public long numel() => Shape.Aggregate(1L, (product, size) => checked(product * size));

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) => obj is Size other && Shape.AsSpan().SequenceEqual(other.Shape);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var size in Shape) hash.Add(size);
            return hash.ToHashCode();
        }

        public static bool operator ==(Size left, Size right) => left.Equals(right);
        public static bool operator !=(Size left, Size right) => !left.Equals(right);

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size(long[] size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);
    }
}
