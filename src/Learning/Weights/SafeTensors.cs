using System.Buffers.Binary;
using System.Text.Json;
using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Weights;

/// <summary>
/// Tensors by name in a file that every language reads and none executes: github.com/huggingface/safetensors. The length of a
/// header in eight bytes, the header in JSON, then the numbers, little-endian, names in ordinal order, without gaps.
/// </summary>
/// <remarks>A file is not trusted: header, names, types, shapes and places are checked against each other and the file's length before anything is read.</remarks>
public static class SafeTensors
{
    private const int Alignment = 8;

    /// <summary>Writes tensors; not disposed of, not moved.</summary>
    /// <param name="stream">Where to, from where it stands.</param>
    /// <param name="tensors">By name; what is on a GPU is copied from there.</param>
    /// <param name="metadata">Texts to go with them.</param>
    /// <exception cref="ArgumentException">A tensor's type has no name in this format.</exception>
    public static void Write(
        Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var header = Header(sorted, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in sorted)
        {
            if (tensor.numel() == 0)
                continue;
            using var moved = tensor.device_type == DeviceType.CPU ? null : tensor.cpu();
            using var plain = (moved ?? tensor).contiguous();
            stream.Write(plain.bytes);
        }
    }

    /// <summary>Reads every tensor of a file; they are the caller's.</summary>
    /// <exception cref="DataException">The file cannot be read, or is not what it says.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        return Read(file);
    }

    /// <summary>The texts of a file; no tensor is read.</summary>
    /// <exception cref="DataException">The file cannot be read, or is not what it says.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        return file.Metadata;
    }

    /// <summary>Writes all parameters and buffers of a network: the whole file appears at once, or nothing of it.</summary>
    /// <exception cref="DataException">The file cannot be written; the old one, if any, stays.</exception>
    public static void Save(string path, Module model)
    {
        var full = Full(path);
        using var files = new WholeFiles(Path.GetDirectoryName(full)!);
        files.Add(Path.GetFileName(full), stream => Write(stream, model.state_dict()));
        files.Complete([]);
    }

    /// <summary>Sets all parameters and buffers of a network, or none.</summary>
    /// <exception cref="DataException">The file cannot be read, or has other names, types or shapes than the network.</exception>
    public static void Load(string path, Module model)
    {
        using var file = SafeTensorsFile.Open(path);
        var own = model.state_dict();
        if (Mismatch(file, own) is { } fault)
            throw new DataException(path, 0, fault, "the names, types and shapes of this network", "load it into the network that it was saved from");
        var read = Read(file);
        using var none = no_grad();
        foreach (var (name, tensor) in read)
        {
            using (tensor)
                own[name].copy_(tensor);
        }
    }

    private static Dictionary<string, Tensor> Read(SafeTensorsFile file)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in file.Entries)
            {
                var tensor = empty(entry.Shape, entry.Type);
                tensors.Add(entry.Name, tensor);
                if (entry.Length > 0)
                    file.ReadInto(entry, tensor.bytes);
            }
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    private static string? Mismatch(SafeTensorsFile file, Dictionary<string, Tensor> own)
    {
        var names = file.Entries.Select(entry => entry.Name).ToHashSet();
        if (own.Keys.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            return $"it lacks '{missing}'";
        foreach (var entry in file.Entries)
        {
            if (!own.TryGetValue(entry.Name, out var tensor))
                return $"it has '{entry.Name}', which the network lacks";
            if (tensor.dtype != entry.Type || !tensor.shape.SequenceEqual(entry.Shape))
                return $"'{entry.Name}' is {entry.Type} ({string.Join(',', entry.Shape)}), in the network {tensor.dtype} ({string.Join(',', tensor.shape)})";
        }
        return null;
    }

    private static byte[] Header(KeyValuePair<string, Tensor>[] sorted, IReadOnlyDictionary<string, string>? metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafeTensorsFile.MetadataName);
                foreach (var (name, text) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                    json.WriteString(name, text);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, tensor) in sorted)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafeTensorsType.Of(tensor.dtype).Name);
                WriteArray(json, "shape", tensor.shape);
                WriteArray(json, "data_offsets", [offset, offset += tensor.numel() * SafeTensorsType.Of(tensor.dtype).Size]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % Alignment != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static string Full(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(path, 0, cause);
        }
    }
}
