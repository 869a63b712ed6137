using System.Globalization;
using System.Numerics;

namespace PerfSuite.Measurement;

/// <summary>float32 values as C99 hexadecimal floats: exact, short, the same in every language.</summary>
public static class HexFloat
{
    private const int DoubleMantissaBits = 52;
    private const int DoubleBias = 1023;
    private const int MaxLength = 64;

    /// <summary><c>0x1.26bb1cp+1</c>, <c>0x1p+0</c>, <c>-0x0p+0</c>, <c>-inf</c>, <c>nan</c>.</summary>
    public static string Format(float value)
    {
        if (float.IsNaN(value))
            return "nan";
        var sign = float.IsNegative(value) ? "-" : "";
        if (float.IsInfinity(value))
            return sign + "inf";
        if (value == 0)
            return sign + "0x0p+0";
        // Every float32, subnormal ones included, is a normal double: one leading digit 1 always.
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> DoubleMantissaBits & 0x7ff) - DoubleBias;
        var digits = (bits & (1L << DoubleMantissaBits) - 1).ToString("x13", CultureInfo.InvariantCulture).TrimEnd('0');
        var point = digits.Length == 0 ? "" : ".";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}0x1{point}{digits}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}");
    }

    /// <summary>False for what is no hexadecimal float, is longer than one needs, or is no float32 exactly.</summary>
    public static bool TryParse(string? text, out float value)
    {
        value = 0;
        if (text is null || text.Length is 0 or > MaxLength)
            return false;
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest.Equals("nan", StringComparison.OrdinalIgnoreCase))
            value = float.NaN;
        else if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase) || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            value = float.PositiveInfinity;
        else if (!TryParseFinite(rest, out value))
            return false;
        value = negative ? -value : value;
        return true;
    }

    private static bool TryParseFinite(ReadOnlySpan<char> text, out float value)
    {
        value = 0;
        var p = text.IndexOfAny('p', 'P');
        if (p < 3 || text[0] != '0' || text[1] is not ('x' or 'X'))
            return false;
        if (!TryParseExponent(text[(p + 1)..], out var exponent))
            return false;
        var digits = text[2..p];
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        ulong mantissa = 0;
        if (whole.Length + fraction.Length is 0 or > 16 || !Append(whole, ref mantissa) || !Append(fraction, ref mantissa))
            return false;
        if (mantissa == 0)
            return true;
        var zeros = BitOperations.TrailingZeroCount(mantissa);
        mantissa >>= zeros;
        exponent += zeros - 4 * fraction.Length;
        if (mantissa >= 1UL << 24 || exponent is < -149 or > 127)
            return false;
        var exact = Math.ScaleB(mantissa, exponent);
        value = (float)exact;
        return value == exact;
    }

    private static bool TryParseExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        if (text.Length is 0 or > 6)
            return false;
        var negative = text[0] == '-';
        if (text[0] is '-' or '+')
            text = text[1..];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out exponent))
            return false;
        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static bool Append(ReadOnlySpan<char> digits, ref ulong mantissa)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
            mantissa = mantissa << 4 | (uint)(char.IsAsciiDigit(digit) ? digit - (int)'0' : (digit | 0x20) - 'a' + 10);
        }
        return true;
    }
}
