using System.Text.Json;

namespace PerfSuite.Measurement;

/// <summary>JSON files that nobody vouches for.</summary>
internal static class JsonText
{
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
