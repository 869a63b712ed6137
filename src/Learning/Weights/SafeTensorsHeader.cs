using System.Buffers.Binary;
using System.Text.Json;
using PerfSuite.Learning.Data;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Weights;

/// <summary>What a safetensors file says it holds, checked before a byte of it is believed.</summary>
internal sealed record SafeTensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafeTensorsHeader.Entry> Entries)
{
    private const int Limit = 100_000_000;
    private const int MostDimensions = 32;

    private static readonly (string Name, ScalarType Type, int Size)[] types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>A tensor of the file, in the order of its bytes.</summary>
    internal sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    /// <summary>Leaves the stream at the first tensor's first byte.</summary>
    /// <exception cref="DataException">The header lies about the file or cannot be understood.</exception>
    public static SafeTensorsHeader Read(string path, Stream file)
    {
        DataException Faulty(long at, string fault, string expected, Exception? cause = null) =>
            new(path, at, fault, expected, "it is damaged or no safetensors file: write or fetch it again", cause);

        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw Faulty(0, $"there are {file.Length} bytes", "at least eight");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > Limit || (long)length > file.Length - 8)
            throw Faulty(0, $"its header would have {length} bytes", $"at most {Math.Min(Limit, file.Length - 8)}");
        var bytes = new byte[(int)length];
        file.ReadExactly(bytes);
        SafeTensorsHeader header;
        try
        {
            header = Parse(bytes);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException or ArgumentException)
        {
            throw Faulty(8, $"its header cannot be understood ({cause.Message})", "a JSON object of tensors", cause);
        }
        var end = 0L;
        foreach (var entry in header.Entries)
        {
            if (entry.Begin != end)
                throw Faulty(8, $"the bytes of {entry.Name} begin at {entry.Begin}", $"{end}, without a gap");
            end = entry.End;
        }
        if (end != file.Length - 8 - (long)length)
            throw Faulty(8 + (long)length, $"{file.Length - 8 - (long)length} bytes of tensors follow the header", $"{end}");
        return header;
    }

    public static string NameOf(ScalarType type) => Find(type).Name;

    public static int SizeOf(ScalarType type) => Find(type).Size;

    private static (string Name, ScalarType Type, int Size) Find(ScalarType type) =>
        types.FirstOrDefault(known => known.Type == type) is { Name: not null } found ? found : throw new NotSupportedException($"safetensors has no {type}.");

    private static SafeTensorsHeader Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var names = new HashSet<string>();
        var metadata = new Dictionary<string, string>();
        var entries = new List<Entry>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw new FormatException($"'{property.Name}' is there twice");
            if (property.Name != "__metadata__")
                entries.Add(Tensor(property.Name, property.Value));
            else
                foreach (var text in property.Value.EnumerateObject())
                    metadata.Add(text.Name, text.Value.GetString() ?? "");
        }
        return new(metadata, [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)]);
    }

    private static Entry Tensor(string name, JsonElement value)
    {
        var text = value.GetProperty("dtype").GetString();
        var (_, type, size) = types.FirstOrDefault(known => known.Name == text) is { Name: not null } found ? found : throw new FormatException($"{name} has the unknown type '{text}'");
        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
        long[] offsets = [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (shape.Length > MostDimensions || shape.Any(length => length < 0) || offsets is not [>= 0, var end] || end < offsets[0])
            throw new FormatException($"{name} has an impossible shape or place");
        if (shape.Aggregate((long)size, (product, length) => checked(product * length)) != end - offsets[0])
            throw new FormatException($"{name} has {end - offsets[0]} bytes, which its shape does not");
        return new(name, type, shape, offsets[0], end);
    }
}
