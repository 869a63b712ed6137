using System.Text.Json;

namespace PerfSuite.Measurement;

/// <summary>A place in a document that is not what was expected there.</summary>
internal sealed class FieldException(string path, string expected, string found)
    : Exception($"{path}: expected {expected}, found {found}");

/// <summary>A JSON value from somebody who is not believed, with the way to it. What is not as asked throws <see cref="FieldException"/>.</summary>
internal readonly struct Field(JsonElement element, string path)
{
    /// <summary>2^53: the largest whole number that every language's JSON keeps.</summary>
    public const long LargestInteger = 1L << 53;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public string Path => path;

    /// <exception cref="JsonException">No JSON, too deep, or a member twice.</exception>
    public static Field Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return new Field(document.RootElement.Clone(), "$");
        }
        catch (InvalidOperationException fault)
        {
            // Looking for names that are there twice it unescapes them, and throws this on half of a surrogate pair.
            throw new JsonException($"a name that is not Unicode: {fault.Message}", fault);
        }
    }

    public JsonElement Element => element;

    public Field this[string name] => Maybe(name) ?? throw new FieldException(path, $"a member '{name}'", element.ValueKind == JsonValueKind.Object ? "none" : Found);

    /// <summary>Null where the member is missing or null.</summary>
    public Field? Maybe(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong("an object");
        return element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new Field(member, $"{path}.{name}")
            : null;
    }

    public bool Flag() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false"),
    };

    /// <summary>Made fit for one line.</summary>
    public string Text(int longest = OneLine.Longest)
    {
        if (element.ValueKind != JsonValueKind.String)
            throw Wrong("a string");
        // GetString throws on half of a surrogate pair written as an escape.
        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FieldException(path, "a string", "one that is not Unicode");
        }
        return text.Length <= longest ? OneLine.Of(text, longest) : throw new FieldException(path, $"a string of at most {longest} characters", $"{text.Length}");
    }

    public double Number(double least = double.MinValue, double most = double.MaxValue)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var number) || !double.IsFinite(number))
            throw Wrong("a finite number");
        return least <= number && number <= most ? number : throw Wrong(FormattableString.Invariant($"a number from {least:R} to {most:R}"));
    }

    public long Integer(long least, long most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && least <= number && number <= most
            ? number
            : throw Wrong($"a whole number from {least} to {most}");

    public int Int(int least, int most) => (int)Integer(least, most);

    public T[] List<T>(int most, Func<Field, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw Wrong("a list");
        var length = element.GetArrayLength();
        if (length > most)
            throw new FieldException(path, $"a list of at most {most}", $"{length}");
        var list = new T[length];
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            list[i] = read(new Field(item, $"{path}[{i}]"));
            i++;
        }
        return list;
    }

    public Dictionary<string, T> Map<T>(int most, Func<Field, T> read)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong("an object");
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var name = OneLine.Of(Name(member), 256);
            if (map.Count == most)
                throw new FieldException(path, $"an object of at most {most} members", "more");
            map[name] = read(new Field(member.Value, $"{path}.{name}"));
        }
        return map;
    }

    // As in Text: JsonProperty.Name throws on what is not Unicode.
    private string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FieldException(path, "names that are Unicode", "one that is not");
        }
    }

    public FieldException Wrong(string expected) => new(path, expected, Found);

    private string Found => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Undefined => "nothing",
        _ => OneLine.Of(element.GetRawText(), 60),
    };
}
