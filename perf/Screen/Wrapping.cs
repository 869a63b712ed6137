namespace PerfSuite.Screen;

/// <summary>Sentences in lines.</summary>
internal static class Wrapping
{
    /// <summary>Breaks at spaces; a word longer than the line stays whole.</summary>
    /// <param name="indent">Columns before the second and later lines.</param>
    public static IEnumerable<string> Lines(string text, int width, int indent)
    {
        while (text.Length > width)
        {
            var cut = text.LastIndexOf(' ', width);
            if (cut <= indent)
                cut = text.IndexOf(' ', width);
            if (cut < 0)
                break;
            yield return text[..cut].TrimEnd();
            text = new string(' ', indent) + text[(cut + 1)..].TrimStart();
        }
        yield return text;
    }
}
