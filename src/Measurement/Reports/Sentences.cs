namespace PerfSuite.Measurement;

/// <summary>The program's sentences, in which commands and names stand between backticks.</summary>
internal static class Sentences
{
    /// <summary>Text and code in turn, backticks taken off the code; one without a partner, or with nothing before it, stays text.</summary>
    public static IEnumerable<(string Part, bool IsCode)> Parts(string sentence)
    {
        var at = 0;
        while (at < sentence.Length)
        {
            var open = sentence.IndexOf('`', at);
            var close = open < 0 ? -1 : sentence.IndexOf('`', open + 1);
            if (close < 0)
                break;
            if (close == open + 1)
            {
                yield return (sentence[at..(close + 1)], false);
            }
            else
            {
                if (open > at)
                    yield return (sentence[at..open], false);
                yield return (sentence[(open + 1)..close], true);
            }
            at = close + 1;
        }
        if (at < sentence.Length)
            yield return (sentence[at..], false);
    }
}
