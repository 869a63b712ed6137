using System.Globalization;
using System.Text;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>What comes out of a worker's pipes, and where a worker may run.</summary>
public sealed class PipeTests
{
    [Test]
    public void Lines_come_one_by_one_and_what_has_no_end_does_not_come()
    {
        var lines = Read("one\n\nthree\nrest");
        Assert.That(Taken(lines), Is.EqualTo(new[] { "one", "", "three" }));
        Assert.That((lines.TooLong, lines.Ended, lines.Any), Is.EqualTo((false, true, false)));
    }

    // The pipe is read in chunks of 64 KiB, so a line of a MiB is put together from many.
    [TestCase(0, false)]
    [TestCase(1, true)]
    public void The_longest_line_comes_whole_and_a_longer_one_not_at_all(int more, bool tooLong)
    {
        var line = new string('x', ReplyLines.LongestLine + more);
        foreach (var text in (string[])["first\n" + line + "\n", "first\n" + line])
        {
            var lines = Read(text);
            Assert.That(Taken(lines), Is.EqualTo(tooLong || !text.EndsWith('\n') ? ["first"] : new[] { "first", line }));
            Assert.That(lines.TooLong, Is.EqualTo(tooLong));
        }
    }

    [Test]
    public void A_line_that_becomes_too_long_within_one_chunk_is_noticed()
    {
        // Not a multiple of the chunk: the end of the line is in the chunk that is too much.
        var lines = Read(new string('y', 100) + "\n" + new string('x', ReplyLines.LongestLine - 10) + new string('x', 11) + "\nlast\n");
        Assert.That(Taken(lines), Is.EqualTo(new[] { new string('y', 100) }));
        Assert.That(lines.TooLong, Is.True);
    }

    [Test]
    public void The_last_words_are_the_last_4096_bytes_however_they_came([Values(1, 100, 4095, 4096, 4097, 10_000)] int piece, [Values(0, 4095, 4096, 4097, 20_000)] int length)
    {
        var words = new LastWords();
        var all = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 23)));
        for (var at = 0; at < length; at += piece)
            words.Append(Encoding.ASCII.GetBytes(all[at..Math.Min(length, at + piece)]));
        Assert.That(words.ToString(), Is.EqualTo(length <= 4096 ? all : all[^4096..]));
    }

    [Test]
    [Platform("Linux")]
    public void The_processors_are_those_the_system_allows()
    {
        // Groups of eight hexadecimal digits with commas between, the last of them processors 0 to 31.
        var mask = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal)).Split('\t')[1].Replace(",", "", StringComparison.Ordinal);
        var bits = string.Concat(mask.Reverse().Select(digit => string.Concat(Convert.ToString(int.Parse(digit.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture), 2).PadLeft(4, '0').Reverse())));
        Assert.That(Processors.Allowed, Is.EqualTo(bits.Index().Where(bit => bit is { Item: '1', Index: < 64 }).Select(bit => bit.Index)));
    }

    [TestCase(-1)]
    [TestCase(64)]
    public void A_processor_beyond_the_first_64_is_refused(int number)
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Assert.That(() => Processors.Bind(self, number), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static ReplyLines Read(string text)
    {
        var lines = new ReplyLines(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        new Thread(lines.Read) { IsBackground = true }.Start();
        return lines;
    }

    private static List<string> Taken(ReplyLines lines)
    {
        var taken = new List<string>();
        while (lines.Take(TimeSpan.FromSeconds(10)) is { } line)
            taken.Add(Encoding.ASCII.GetString(line));
        return taken;
    }
}
