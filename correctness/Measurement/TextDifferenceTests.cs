using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class TextDifferenceTests
{
    [Test]
    public void Texts_alike_differ_in_nothing() => Assert.That(Of("a b c", "a b c"), Is.EqualTo("…"));

    [TestCase("a", "b", "-a +b")]
    [TestCase("a b", "b", "-a  b")]
    [TestCase("b", "b c", " b +c")]
    [TestCase("a b c", "a x c", " a -b +x  c")]
    [TestCase("a b c d", "a c d", " a -b  c  d")]
    [TestCase("a b", "b a", "-a  b +a")]
    [TestCase("a b c a b b a", "c b a b a c", "-a -b  c -a  b +a  b  a +c")]
    [TestCase("x a a", "x a", " x  a -a")]
    [TestCase("a", "a a a", " a +a +a")]
    public void What_only_one_of_them_has_is_marked(string first, string second, string expected) => Assert.That(Of(first, second), Is.EqualTo(expected));

    [Test]
    public void Three_lines_around_a_change_are_shown_and_the_rest_is_left_out() =>
        Assert.That(Of("1 2 3 4 5 6 7 8 9 10 11 12 13 14", "1 2 3 4 5 X 7 8 9 10 11 12 13 Y"), Is.EqualTo("…  3  4  5 -6 +X  7  8  9 …  11  12  13 -14 +Y"));

    [Test]
    public void Changes_seven_lines_apart_are_one_passage_and_eight_apart_are_two()
    {
        Assert.That(Of("a 1 2 3 4 5 6 b", "A 1 2 3 4 5 6 B"), Does.Not.Contain("…"));
        Assert.That(Of("a 1 2 3 4 5 6 7 b", "A 1 2 3 4 5 6 7 B"), Is.EqualTo("-a +A  1  2  3 …  5  6  7 -b +B"));
    }

    [Test]
    public void As_few_lines_as_can_be_are_marked_whatever_the_texts()
    {
        var dice = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var (first, second) = (Drawn(), Drawn());
            var marked = TextDifference.Between(string.Join('\n', first), string.Join('\n', second)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var common = Common(first, second);
            Assert.That((Marked('-'), Marked('+')), Is.EqualTo((first.Length - common, second.Length - common)), $"{string.Concat(first)} → {string.Concat(second)}");

            int Marked(char mark) => marked.Count(line => line[0] == mark);
        }

        string[] Drawn() => [.. Enumerable.Range(0, dice.Next(1, 9)).Select(_ => $"{(char)('a' + dice.Next(3))}")];
    }

    [Test]
    public void Texts_too_long_for_a_table_are_all_old_lines_and_then_all_new_ones()
    {
        var (first, second) = (Enumerable.Range(0, 2001).Select(i => $"o{i}"), Enumerable.Range(0, 2000).Select(i => $"n{i}"));
        var marked = TextDifference.Between("same\n" + string.Join('\n', first), "same\n" + string.Join('\n', second)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(marked, Is.EqualTo(["  same", .. first.Select(line => "- " + line), .. second.Select(line => "+ " + line)]));
    }

    [Test]
    public void A_table_of_four_million_is_still_made()
    {
        // 2,000 by 2,000 with one line in common, which all old and then all new lines would have twice.
        var (first, second) = (Enumerable.Range(0, 2000).Select(i => i == 1000 ? "common" : $"o{i}"), Enumerable.Range(0, 2000).Select(i => i == 1000 ? "common" : $"n{i}"));
        Assert.That(TextDifference.Between(string.Join('\n', first), string.Join('\n', second)), Does.Contain("\n  common\n"));
    }

    /// <summary>Words as lines; the answer's lines one after the other, a blank between mark and line left out.</summary>
    private static string Of(string first, string second) =>
        string.Join(' ', TextDifference.Between(first.Replace(' ', '\n'), second.Replace(' ', '\n')).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line == "  …" ? "…" : line.Remove(1, 1)));

    // Longest common subsequence by its definition: the longest of all subsets of the first that the second has in order.
    private static int Common(string[] first, string[] second) => Enumerable.Range(0, 1 << first.Length)
        .Select(chosen => first.Where((_, i) => (chosen >> i & 1) == 1).ToList())
        .Where(lines => lines.Aggregate(0, (from, line) => from < 0 ? -1 : Array.IndexOf(second, line, from) + 1 is > 0 and var next ? next : -1) >= 0)
        .Max(lines => lines.Count);
}
