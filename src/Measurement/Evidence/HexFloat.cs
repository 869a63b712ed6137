namespace PerfSuite.Measurement;

/// <summary>float32 values as C99 hexadecimal floats: exact, short, the same in every language.</summary>
public static class HexFloat
{
    /// <summary><c>0x1.26bb1cp+1</c>, <c>0x1p+0</c>, <c>0x0p+0</c>, <c>-inf</c>, <c>nan</c>.</summary>
    public static string Format(float value) => throw new NotImplementedException();

    /// <summary>False for what is no hexadecimal float, or no float32 exactly.</summary>
    public static bool TryParse(string text, out float value) => throw new NotImplementedException();
}
