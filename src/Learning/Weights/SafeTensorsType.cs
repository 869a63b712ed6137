using static TorchSharp.torch;

namespace PerfSuite.Learning.Weights;

/// <summary>A type of numbers as safetensors calls it.</summary>
/// <param name="Name">In the header.</param>
/// <param name="Type">In libtorch.</param>
/// <param name="Size">Bytes of a number.</param>
internal sealed record SafeTensorsType(string Name, ScalarType Type, int Size)
{
    private static readonly SafeTensorsType[] all =
    [
        new("F32", ScalarType.Float32, 4),
        new("F64", ScalarType.Float64, 8),
        new("F16", ScalarType.Float16, 2),
        new("BF16", ScalarType.BFloat16, 2),
        new("I64", ScalarType.Int64, 8),
        new("I32", ScalarType.Int32, 4),
        new("I16", ScalarType.Int16, 2),
        new("I8", ScalarType.Int8, 1),
        new("U8", ScalarType.Byte, 1),
        new("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names { get; } = string.Join(", ", all.Select(type => type.Name));

    public static SafeTensorsType? Find(string name) => all.FirstOrDefault(type => type.Name == name);

    public static SafeTensorsType Of(ScalarType type) => all.FirstOrDefault(known => known.Type == type)
        ?? throw new ArgumentException($"safetensors has no name for {type} tensors; it has {Names}.");
}

/// <summary>Where one tensor is in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Shape">Its sizes, none for a single number.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SafeTensorsEntry(string Name, ScalarType Type, long[] Shape, long Start, long Length);
