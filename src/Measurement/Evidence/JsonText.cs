using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PerfSuite.Measurement;

/// <summary>JSON files that nobody vouches for.</summary>
internal static class JsonText
{
    private const long LargestLedger = 1L << 26;
    private const int MostEntries = 100_000;

    /// <summary>For people who read a pull request: two spaces, and every letter as itself, for nobody takes these files for HTML.</summary>
    private static readonly JsonWriterOptions readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entries of a ledger: an object with <c>schema</c> and <c>entries</c>. None where there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">That it must name.</param>
    /// <param name="writer">The command that writes it.</param>
    /// <param name="read">An entry; throws <see cref="FieldException"/>.</param>
    /// <param name="key">Of which each stands there once; null where they may repeat.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static T[] Ledger<T>(string path, string schema, string writer, Func<Field, T> read, Func<T, object>? key = null) => !File.Exists(path) ? [] : Read(path, LargestLedger, $"it is written by `{writer}`", root =>
    {
        HasSchema(root, schema);
        var entries = root["entries"].List(MostEntries, read);
        return key is null || entries.DistinctBy(key).Count() == entries.Length ? entries : throw root["entries"].Wrong("each row once");
    });

    /// <summary>Writes a ledger whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write<T>(string path, T document, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, readable))
            JsonSerializer.Serialize(writer, document, type);
        buffer.WriteByte((byte)'\n');
        AtomicFile.Write(path, buffer.ToArray());
    }

    /// <exception cref="FieldException">It is another document, or none of ours.</exception>
    public static void HasSchema(Field root, string schema)
    {
        if (root["schema"].Text() != schema)
            throw root["schema"].Wrong($"\"{schema}\"");
    }

    /// <summary>Whether a file says that it is of this schema; never throws.</summary>
    public static bool IsOf(string path, string schema)
    {
        try
        {
            return Read(path, LargestLedger, "", root => root.Maybe("schema")?.Text() == schema);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Reads one, believing nothing in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes it may have.</param>
    /// <param name="origin">Where such files come from, as the end of an error: "results are written by …".</param>
    /// <param name="understand">Throws <see cref="FieldException"/> at what is not as it must be.</param>
    /// <exception cref="InvalidDataException">Names the file, the place in the document, what was expected and what is there.</exception>
    public static T Read<T>(string path, long largest, string origin, Func<Field, T> understand)
    {
        InvalidDataException Fault(string what, Exception? inner = null) => new($"{path}: {what}; {origin}.", inner);

        try
        {
            // What has no size is not opened: a pipe would be waited for, a device would never end.
            if ((File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true, Length: 0 })
                throw Fault("there is nothing in it (or it is a pipe or a device)");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (file.Length > largest)
                throw Fault($"expected at most {largest} bytes, found {file.Length}");
            var json = new byte[file.Length];
            file.ReadExactly(json);
            return understand(Field.Parse(json));
        }
        catch (FieldException fault)
        {
            throw Fault(fault.Message, fault);
        }
        catch (JsonException fault)
        {
            throw Fault($"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: expected JSON with each member once, at most 16 deep: {OneLine.Of(fault.Message, 200)}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"cannot be read: {OneLine.Of(fault.Message, 300)}", fault);
        }
    }
}
