using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfSuite.Learning.Training;

/// <summary>Every so many epochs or steps: <c>2</c> or <c>2epochs</c>, <c>50steps</c>.</summary>
[JsonConverter(typeof(Text))]
public readonly record struct Cadence
{
    private const int Most = 1_000_000_000;

    private Cadence(int number, bool steps) => (Number, InSteps) = (number, steps);

    /// <summary>Of epochs or steps, 1 to a milliard.</summary>
    public int Number { get; }

    /// <summary>Steps rather than epochs.</summary>
    public bool InSteps { get; }

    /// <summary>After so many epochs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a milliard.</exception>
    public static Cadence Epochs(int number) => new(Checked(number), steps: false);

    /// <summary>After so many steps, counted over all epochs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than a milliard.</exception>
    public static Cadence Steps(int number) => new(Checked(number), steps: true);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out Cadence cadence)
    {
        cadence = default;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var steps = text[digits..].Trim() is "steps" or "step";
        if (!steps && text[digits..].Trim() is not ("" or "epochs" or "epoch"))
            return false;
        if (!int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Most)
            return false;
        cadence = new(number, steps);
        return true;
    }

    /// <summary>Whether one is due after so many steps of the whole run.</summary>
    public bool IsDueAfterStep(long steps) => InSteps && steps % Number == 0;

    /// <summary>Whether one is due after so many epochs.</summary>
    public bool IsDueAfterEpoch(int epochs) => !InSteps && epochs % Number == 0;

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (InSteps ? "steps" : "");

    /// <summary>For a sentence: <c>every epoch</c>, <c>every 50 steps</c>.</summary>
    public string InWords => (Number, InSteps) switch
    {
        (1, false) => "every epoch",
        (1, true) => "every step",
        _ => string.Create(CultureInfo.InvariantCulture, $"every {Number} {(InSteps ? "steps" : "epochs")}"),
    };

    private static int Checked(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Most);
        return number;
    }

    private sealed class Text : JsonConverter<Cadence>
    {
        public override Cadence Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TryParse(reader.GetString() ?? "", out var cadence) ? cadence : throw new JsonException("neither epochs nor steps");

        public override void Write(Utf8JsonWriter writer, Cadence cadence, JsonSerializerOptions options) => writer.WriteStringValue(cadence.ToString());
    }
}
