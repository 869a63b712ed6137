namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Orders names as people do: digit runs (0–9) as whole numbers of any length, other characters by code point; what is
/// equal then ("1", "01") by code points alone.
/// </summary>
public sealed class NaturalOrder : IComparer<string>
{
    /// <summary>The one there is.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var (i, j) = (0, 0);
        while (i < x.Length && j < y.Length)
        {
            var order = char.IsAsciiDigit(x[i]) && char.IsAsciiDigit(y[j])
                ? Numbers(Run(x, ref i), Run(y, ref j))
                : CodePoints(x[i++], y[j++]);
            if (order != 0)
                return order;
        }
        var rest = (x.Length - i).CompareTo(y.Length - j);
        return rest != 0 ? rest : Ordinal(x, y);
    }

    private static ReadOnlySpan<char> Run(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return text.AsSpan(start, position - start);
    }

    private static int Numbers(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        x = x.TrimStart('0');
        y = y.TrimStart('0');
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : x.SequenceCompareTo(y);
    }

    private static int Ordinal(string x, string y)
    {
        for (var i = 0; i < int.Min(x.Length, y.Length); i++)
        {
            if (x[i] != y[i])
                return CodePoints(x[i], y[i]);
        }
        return x.Length.CompareTo(y.Length);
    }

    // In UTF-16 the halves of what lies beyond U+FFFF stand below U+E000; by code point it comes last.
    private static int CodePoints(char x, char y) =>
        char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
}
