using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Weights;

/// <summary>
/// Tensors by name in the safetensors format, which every language reads: eight bytes with the length of a JSON header, the
/// header, the bytes of the tensors. Written with the names in ordinal order, without gaps, the header padded to eight bytes.
/// </summary>
public static class SafeTensors
{
    /// <summary>Writes tensors of the processor's memory as they are, without copying them.</summary>
    /// <param name="metadata">Text by name; null writes none.</param>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var header = Header(sorted, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in sorted)
        {
            using var contiguous = tensor.contiguous();
            stream.Write(contiguous.bytes);
        }
    }

    /// <summary>Every tensor of a file, the caller's to dispose.</summary>
    /// <exception cref="DataException">It cannot be read, or is no safetensors file that is whole.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using var file = Open(path);
            foreach (var entry in SafeTensorsHeader.Read(path, file).Entries)
            {
                var tensor = empty(entry.Shape, entry.Type);
                tensors.Add(entry.Name, tensor);
                file.ReadExactly(tensor.bytes);
            }
            return tensors;
        }
        catch (Exception cause)
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            if (cause is not DataException && DataException.IsFromTheSystem(cause))
                throw DataException.Unreadable(path, 0, cause);
            throw;
        }
    }

    /// <summary>The metadata of a file; empty where it has none.</summary>
    /// <exception cref="DataException">It cannot be read, or is no safetensors file that is whole.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        try
        {
            using var file = Open(path);
            return SafeTensorsHeader.Read(path, file).Metadata;
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, 0, cause);
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);

    private static byte[] Header(KeyValuePair<string, Tensor>[] sorted, IReadOnlyDictionary<string, string>? metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (name, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, tensor) in sorted)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafeTensorsHeader.NameOf(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (var size in tensor.shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.numel() * SafeTensorsHeader.SizeOf(tensor.dtype));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        bytes.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (bytes.Length % 8)) % 8))));
        return bytes.ToArray();
    }
}
