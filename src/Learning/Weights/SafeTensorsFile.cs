using System.Buffers.Binary;
using System.Text.Json;
using PerfSuite.Learning.Data;
using TorchSharp;

namespace PerfSuite.Learning.Weights;

/// <summary>An open safetensors file whose header has been checked: what it promises is there, and nothing else.</summary>
internal sealed class SafeTensorsFile : IDisposable
{
    /// <summary>The name in a header that is no tensor's.</summary>
    public const string MetadataName = "__metadata__";

    private const string Cure = "fetch or save it again";
    private const int LongestHeader = 100_000_000;
    private const int MostDimensions = 64;
    private const int Prefix = sizeof(ulong);
    private readonly string path;
    private readonly FileStream stream;
    private readonly Dictionary<string, string> metadata = [];
    private readonly List<SafeTensorsEntry> entries = [];
    private int headerLength;

    private SafeTensorsFile(string path, FileStream stream) => (this.path, this.stream) = (path, stream);

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>In the order of their places.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => entries;

    /// <exception cref="DataException">The file cannot be read, or is not what it says.</exception>
    public static SafeTensorsFile Open(string path)
    {
        SafeTensorsFile file;
        try
        {
            file = new SafeTensorsFile(path, new FileStream(RegularFile.Open(path, "a safetensors file", Cure, long.MaxValue, out _), FileAccess.Read, bufferSize: 0));
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, 0, cause);
        }
        try
        {
            file.ReadHeader();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor's bytes.</summary>
    /// <exception cref="DataException">The file has become shorter, or cannot be read.</exception>
    public void ReadInto(SafeTensorsEntry entry, Span<byte> bytes) => ReadAt(Prefix + headerLength + entry.Start, bytes);

    public void Dispose() => stream.Dispose();

    private void ReadHeader()
    {
        var fileLength = stream.Length;
        Span<byte> prefix = stackalloc byte[Prefix];
        ReadAt(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > fileLength - Prefix)
            throw Faulty(0, $"a header of {length} bytes", $"at most {LongestHeader}, and inside the file of {fileLength}");
        headerLength = (int)length;
        var header = new byte[headerLength];
        ReadAt(Prefix, header);
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
            ReadEntries(document.RootElement);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException)
        {
            throw Faulty(Prefix, $"a header that is not understood ({cause.Message})", "a JSON object of tensors", cause);
        }
        RequireGapless(fileLength - Prefix - headerLength);
    }

    private void ReadEntries(JsonElement root)
    {
        var names = new HashSet<string>();
        foreach (var property in root.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw Faulty(Prefix, $"'{property.Name}' twice", "every name once");
            if (property.Name == MetadataName)
                ReadTexts(property.Value);
            else
                entries.Add(Entry(property.Name, property.Value));
        }
        entries.Sort((one, other) => (one.Start, one.Length).CompareTo((other.Start, other.Length)));
    }

    private void ReadTexts(JsonElement value)
    {
        foreach (var property in value.EnumerateObject())
            if (property.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw Faulty(Prefix, $"'{property.Name}' in {MetadataName} is no text, or there twice", "texts by name");
    }

    private SafeTensorsEntry Entry(string name, JsonElement value)
    {
        DataException Wrong(string fault, string expected) => Faulty(Prefix, $"'{name}' has {fault}", expected);

        if (value.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal).ToArray() is not ["data_offsets", "dtype", "shape"])
            throw Wrong("other members", "dtype, shape and data_offsets");
        var dtype = value.GetProperty("dtype").GetString() ?? "null";
        var type = SafeTensorsType.Find(dtype) ?? throw Wrong($"dtype '{dtype}'", $"one of {SafeTensorsType.Names}");
        var shape = Wholes(value.GetProperty("shape")) ?? throw Wrong("a shape that is none", "whole numbers from 0");
        if (shape.Length > MostDimensions)
            throw Wrong($"{shape.Length} dimensions", $"at most {MostDimensions}, which is what libtorch has");
        if (Wholes(value.GetProperty("data_offsets")) is not [var start, var end] || end < start)
            throw Wrong("data_offsets that are none", "where it begins and where it ends");
        if (Length(shape, type.Size) is not { } length || length != end - start)
            throw Wrong($"{end - start} bytes for {dtype} ({string.Join(',', shape)})", "as many as its shape needs");
        return new SafeTensorsEntry(name, type.Type, shape, start, length);
    }

    private void RequireGapless(long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Start != end)
                throw Faulty(Prefix, $"'{entry.Name}' begins at {entry.Start}", $"{end}, where the one before ends");
            end += entry.Length;
        }
        if (end != dataLength)
            throw Faulty(Prefix + headerLength, $"{dataLength} bytes of numbers", $"{end}, as the header says");
    }

    private void ReadAt(long offset, Span<byte> bytes)
    {
        try
        {
            stream.Position = offset;
            stream.ReadExactly(bytes);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, offset, cause);
        }
    }

    private DataException Faulty(long offset, string fault, string expected, Exception? cause = null) =>
        new(path, offset, fault, expected, Cure, cause);

    private static long[]? Wholes(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var wholes = new List<long>();
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var whole) || whole < 0)
                return null;
            wholes.Add(whole);
        }
        return [.. wholes];
    }

    // Null where it is more than any file has.
    private static long? Length(long[] shape, int size)
    {
        if (shape.Contains(0))
            return 0;
        var length = (long)size;
        foreach (var dimension in shape)
        {
            if (length > long.MaxValue / dimension)
                return null;
            length *= dimension;
        }
        return length;
    }
}
