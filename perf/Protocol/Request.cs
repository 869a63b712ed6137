using System.Text.Json;

namespace PerfSuite.Protocol;

/// <summary>One request, taken apart with care: whatever is missing, of another type or out of range is a <see cref="RequestException"/>.</summary>
internal sealed class Request : IDisposable
{
    private readonly JsonDocument document;

    private Request(JsonDocument document, string verb) => (this.document, Do) = (document, verb);

    /// <summary>What is asked for: the field <c>do</c>.</summary>
    public string Do { get; }

    public static Request Parse(byte[] line)
    {
        if (line.Length == 0)
            throw new RequestException($"a request is one JSON object of at most {RequestLines.Limit} bytes");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException exception)
        {
            throw new RequestException($"a request is one JSON object a line: {exception.Message}");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("do", out var verb) && Text(verb) is { } name)
            return new Request(document, name);
        document.Dispose();
        throw new RequestException("a request is a JSON object with a string 'do'");
    }

    public string String(string field) =>
        Optional(field) ?? throw new RequestException($"{Do}: '{field}' is missing");

    /// <summary>A string, or null where the field is absent or null.</summary>
    public string? Optional(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return Text(value) ?? throw new RequestException($"{Do}: '{field}' must be a string");
    }

    public long Whole(string field, long least, long most)
    {
        if (!document.RootElement.TryGetProperty(field, out var value))
            throw new RequestException($"{Do}: '{field}' is missing");
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) && whole >= least && whole <= most)
            return whole;
        throw new RequestException($"{Do}: '{field}' must be a whole number from {least} to {most}");
    }

    /// <summary>A whole number, or <paramref name="absent"/> where the field is absent or null.</summary>
    public long Whole(string field, long least, long most, long absent) =>
        document.RootElement.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? Whole(field, least, most) : absent;

    /// <summary>An object of strings, or null where the field is absent or null.</summary>
    public IReadOnlyDictionary<string, string>? Strings(string field)
    {
        if (!document.RootElement.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
            throw new RequestException($"{Do}: '{field}' must be an object of strings");
        var strings = new Dictionary<string, string>();
        foreach (var entry in value.EnumerateObject())
            strings[Name(entry)] = Text(entry.Value) ?? throw new RequestException($"{Do}: '{field}' must be an object of strings");
        return strings;

        // As with values: text that is not valid Unicode throws.
        string Name(JsonProperty entry)
        {
            try
            {
                return entry.Name;
            }
            catch (InvalidOperationException)
            {
                throw new RequestException($"{Do}: '{field}' has a name that is not valid Unicode");
            }
        }
    }

    public void Dispose() => document.Dispose();

    // GetString throws on text that is not valid Unicode, such as half a surrogate pair.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A request that cannot be understood; the worker says so and lives on.</summary>
internal sealed class RequestException(string message) : Exception(message);
