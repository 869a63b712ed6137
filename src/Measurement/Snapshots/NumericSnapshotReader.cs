using System.Globalization;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>Reads what <see cref="NumericSnapshotWriter"/> writes, and people have edited. What it does not understand it refuses by line.</summary>
internal sealed class NumericSnapshotReader
{
    public const int LongestFile = 1 << 20;

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string path;
    private readonly List<string> heading = [];
    private readonly List<KeyValuePair<string, NumericTolerance>> tolerances = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly List<NumericEntry> entries = [];
    private Dictionary<string, string> fields = [];
    private Dictionary<string, float> values = [];
    private string section = "";
    private int number;

    private NumericSnapshotReader(string path) => this.path = path;

    /// <exception cref="InvalidDataException">One line: file, line number, what was expected, what is there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NumericSnapshot Read(string path)
    {
        var bytes = new FileInfo(path) is { Length: > LongestFile } large
            ? throw new InvalidDataException($"{path} has {large.Length} bytes, and a numeric snapshot at most {LongestFile}; restore it from git.")
            : File.ReadAllBytes(path);
        try
        {
            return new NumericSnapshotReader(path).Parse(utf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{path} is not UTF-8 text; restore it from git, or delete it to receive it anew.");
        }
    }

    private NumericSnapshot Parse(string text)
    {
        var beginning = true;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd()))
        {
            number++;
            if (beginning && line.StartsWith('#'))
                heading.Add(line[1..].Trim());
            beginning &= line.StartsWith('#');
            if (line.Length == 0 || line[0] == '#')
                continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] != ' ')
                Open(words);
            else if (section == NumericSnapshotWriter.ToleranceTitle)
                Tolerance(words);
            else if (section.Length > 0)
                Row(words);
            else
                throw Wrong($"'{NumericSnapshotWriter.ToleranceTitle}' before any row", line);
        }

        number++;
        Close();
        if (entries.Count == 0)
            throw Wrong($"an '{NumericSnapshotWriter.EnvironmentTitle}' with values", "the end");
        return new NumericSnapshot(string.Join('\n', heading), tolerances, entries);
    }

    private void Open(string[] words)
    {
        Close();
        section = words[0] switch
        {
            NumericSnapshotWriter.ToleranceTitle when section.Length == 0 => words[0],
            NumericSnapshotWriter.EnvironmentTitle when section.Length > 0 && words.Length == 1 => words[0],
            _ => throw Wrong($"'{NumericSnapshotWriter.ToleranceTitle}' once, then '{NumericSnapshotWriter.EnvironmentTitle}' as often as there are some", words[0]),
        };
    }

    private void Tolerance(string[] words)
    {
        if (words.Length < 4)
            throw Wrong("a key, atol, rtol and a reason", string.Join(' ', words));
        var key = words[0];
        if (NumericSnapshotWriter.Fields.Contains(key) || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || ".-_=+".Contains(letter)))
            throw Wrong($"a key of letters, digits and . - _ = + that is none of {string.Join(", ", NumericSnapshotWriter.Fields)}", key);
        if (!keys.Add(key))
            throw Wrong("every key once", key);
        tolerances.Add(KeyValuePair.Create(key, new NumericTolerance(Number(words[1]), Number(words[2]), string.Join(' ', words[3..]))));
    }

    private void Row(string[] words)
    {
        var key = words[0];
        if (NumericSnapshotWriter.Fields.Contains(key))
        {
            if (words.Length < 2 || !fields.TryAdd(key, string.Join(' ', words[1..])))
                throw Wrong($"{key} once, with a value", string.Join(' ', words));
            return;
        }

        if (!keys.Contains(key))
            throw Wrong("a key that has a tolerance", key);
        if (words.Length != 3 || !HexFloat.TryParse(words[1], out var value))
            throw Wrong("key, hexadecimal float32 and decimal", string.Join(' ', words));
        if (words[2] != NumericSnapshotWriter.Decimal(value))
            throw Wrong($"{words[1]} to be {NumericSnapshotWriter.Decimal(value)} in decimals", words[2]);
        if (!values.TryAdd(key, value))
            throw Wrong("every key once in an environment", key);
    }

    private void Close()
    {
        if (section == NumericSnapshotWriter.ToleranceTitle && keys.Count == 0)
            throw Wrong("a tolerance of every key", "none");
        if (section != NumericSnapshotWriter.EnvironmentTitle)
            return;
        if (NumericSnapshotWriter.Fields.FirstOrDefault(field => !fields.ContainsKey(field)) is { } missing)
            throw Wrong($"{missing} in the environment before this line", "none");
        if (keys.FirstOrDefault(key => !values.ContainsKey(key)) is { } absent)
            throw Wrong($"a value of {absent} in the environment before this line", "none");
        if (!int.TryParse(fields["threads"], NumberStyles.None, CultureInfo.InvariantCulture, out var threads) || threads < 1)
            throw Wrong("a number of threads in the environment before this line", fields["threads"]);
        var environment = new NumericEnvironment(Known("libtorch"), Known("blas"), Known("cpu"), threads);
        if (entries.Any(entry => entry.Environment == environment))
            throw Wrong("every environment once", environment.ToString());
        entries.Add(new NumericEntry(environment, values));
        (fields, values) = ([], []);
    }

    private string? Known(string field) => fields[field] == NumericEnvironment.Unknown ? null : fields[field];

    private double Number(string word) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0
            ? value
            : throw Wrong("a tolerance that is a finite number, 0 or more", word);

    private InvalidDataException Wrong(string expected, string found) => new($"{path}, line {number.ToString(CultureInfo.InvariantCulture)}: expected {expected}, found '{OneLine.Of(found, 120)}'.");
}
