using System.Text.Json;
using System.Text.Json.Nodes;
using PerfSuite.Measurement;

namespace PerfSuite.CommandLine;

/// <summary>A JSON file of a verb's findings, there whole or not at all.</summary>
internal static class WholeJson
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    /// <exception cref="Fault">It cannot be written.</exception>
    public static void Write(string path, JsonObject value)
    {
        try
        {
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, indented));
        }
        catch (IOException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }
}
