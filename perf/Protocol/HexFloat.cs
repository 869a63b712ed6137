using System.Globalization;

namespace PerfSuite.Protocol;

/// <summary>
/// C99's hexadecimal notation: exact, and the same text in every language. A float32 is written as the double of the same value,
/// so its subnormals are normal here; trailing zeros of the mantissa are left out.
/// </summary>
internal static class HexFloat
{
    public static string Format(float value)
    {
        if (float.IsNaN(value))
            return "nan";
        if (float.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var sign = bits >> 63 == 0 ? "" : "-";
        if (value == 0)
            return sign + "0x0p+0";
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = (bits & 0xF_FFFF_FFFF_FFFF).ToString("x13", CultureInfo.InvariantCulture).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}0x1{(mantissa.Length > 0 ? "." : "")}{mantissa}p{exponent:+0;-0}");
    }
}
