using System.Globalization;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Files of numeric snapshots that people have edited, or damaged.</summary>
public sealed class NumericSnapshotTextTests
{
    private const string Good =
        """
        # Two values.
        # In two lines.

        # A remark.
        tolerance  atol  rtol  why
          one      0     1e-6  a sum in another order
          two      0.5   0     measured

        environment
          libtorch 1.13.1
          blas     openblas, Haswell kernels
          cpu      unknown
          threads  2
          one      0x1p+0         1
          two      -0x1.99999ap-4 -0.1

        """;

    private Folder folder = null!;

    [SetUp]
    public void Make() => folder = new Folder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void What_a_hand_has_written_is_read()
    {
        var snapshot = Read(Good);
        Assert.Multiple(() =>
        {
            Assert.That(snapshot.Heading, Is.EqualTo("Two values.\nIn two lines."));
            Assert.That(snapshot.Tolerances[0], Is.EqualTo(KeyValuePair.Create("one", new NumericTolerance(0, 1e-6, "a sum in another order"))));
            Assert.That(snapshot.Tolerances[1].Value.Absolute, Is.EqualTo(0.5));
            Assert.That(snapshot.Entries.Single().Environment, Is.EqualTo(new NumericEnvironment("1.13.1", "openblas, Haswell kernels", null, 2)));
            Assert.That(snapshot.Entries[0].Values, Is.EqualTo(new Dictionary<string, float> { ["one"] = 1, ["two"] = -0.1f }));
        });
    }

    [Test]
    public void Line_ends_a_mark_trailing_spaces_and_the_order_of_rows_are_no_difference()
    {
        var whole = Write(Read(Good));
        var other = Good.Replace("  one      0x1p+0         1\n", "", StringComparison.Ordinal) + "  one 0x1p+0 1  \n# the end";
        foreach (var text in new[] { Good.Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + Good, Good.TrimEnd(), other })
            Assert.That(Write(Read(text)), Is.EqualTo(whole));
        Assert.That(Write(Read(whole)), Is.EqualTo(whole), "and what was written");
    }

    [TestCase("", "line 2: expected an 'environment' with values, found 'the end'")]
    [TestCase("{ \"one\": 1 }", "line 1: expected 'tolerance' once, then 'environment'")]
    [TestCase("  one 0 0 a", "line 1: expected 'tolerance' before any row")]
    [TestCase("tolerance\n", "line 3: expected a tolerance of every key")]
    [TestCase("tolerance\n  one 0 0 a\n", "line 4: expected an 'environment' with values")]
    [TestCase("tolerance\n  one 0 0 a\nenvironment\n", "expected libtorch in the environment before this line")]
    public void What_is_too_little_is_refused(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartWith(folder["name.verified.txt"]));

    [TestCase("two      0.5   0     measured", "two 0.5 0", "line 7: expected a key, atol, rtol and a reason")]
    [TestCase("0.5", "-0.5", "line 7: expected a tolerance that is a finite number, 0 or more, found '-0.5'")]
    [TestCase("0.5", "NaN", "found 'NaN'")]
    [TestCase("0.5", "Infinity", "found 'Infinity'")]
    [TestCase("0.5", "1e999", "found '1e999'")]
    [TestCase("0.5", "0,5", "found '0,5'")]
    [TestCase("two      0.5", "one      0.5", "line 7: expected every key once, found 'one'")]
    [TestCase("two      0.5", "blas     0.5", "line 7: expected a key of letters, digits")]
    [TestCase("two      0.5", "tw/o     0.5", "found 'tw/o'")]
    [TestCase("  two      0.5", "two      0.5", "line 7: expected 'tolerance' once")]
    [TestCase("libtorch 1.13.1", "", "line 17: expected libtorch in the environment before this line")]
    [TestCase("libtorch 1.13.1", "libtorch", "line 10: expected libtorch once, with a value")]
    [TestCase("libtorch 1.13.1", "threads 1", "line 13: expected threads once")]
    [TestCase("threads  2", "threads  0", "expected a number of threads")]
    [TestCase("threads  2", "threads  2.5", "found '2.5'")]
    [TestCase("threads  2", "threads  99999999999", "found '99999999999'")]
    [TestCase("0x1p+0         1", "1.0 1", "line 14: expected key, hexadecimal float32 and decimal")]
    [TestCase("0x1p+0         1", "0x1.0000001p+0 1", "line 14: expected key, hexadecimal float32")]
    [TestCase("0x1p+0         1", "0x1p+0", "line 14: expected key, hexadecimal float32 and decimal")]
    [TestCase("0x1p+0         1", "0x1p+0 1.5", "line 14: expected 0x1p+0 to be 1 in decimals, found '1.5'")]
    [TestCase("0x1p+0         1", "nan 1", "line 14: expected nan to be NaN in decimals")]
    [TestCase("  one      0x1p+0         1\n", "", "expected a value of one in the environment before this line")]
    [TestCase("one      0x1p+0", "two      0x1p+0", "line 15: expected every key once in an environment, found 'two'")]
    [TestCase("one      0x1p+0", "three    0x1p+0", "line 14: expected a key that has a tolerance, found 'three'")]
    [TestCase("environment\n", "environment 1\n", "line 9: expected 'tolerance' once, then 'environment'")]
    [TestCase("environment\n", "tolerance\n", "line 9: expected 'tolerance' once, then 'environment'")]
    [TestCase("environment\n", "environments\n", "found 'environments'")]
    public void What_is_wrong_is_named_by_line(string what, string instead, string message)
    {
        Assert.That(Good.IndexOf(what, StringComparison.Ordinal), Is.Not.Negative, "there is nothing to make wrong");
        Assert.That(() => Read(Good.Replace(what, instead, StringComparison.Ordinal)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    [Test]
    public void An_environment_is_listed_once()
    {
        var entry = Good[Good.IndexOf("environment\n", StringComparison.Ordinal)..];
        Assert.That(() => Read(Good + entry), Throws.TypeOf<InvalidDataException>().With.Message.Contains("every environment once"));
        Assert.That(Read(Good + entry.Replace("threads  2", "threads  1", StringComparison.Ordinal)).Entries, Has.Count.EqualTo(2));
    }

    [Test]
    public void What_is_no_text_or_too_much_is_refused()
    {
        File.WriteAllBytes(folder["name.verified.txt"], [0x61, 0xFF, 0xFE, 0x00]);
        Assert.That(() => new NumericSnapshotFile(folder.Path, "name").Read(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("not UTF-8"));
        File.WriteAllText(folder["name.verified.txt"], Good + new string(' ', NumericSnapshotReader.LongestFile));
        Assert.That(() => new NumericSnapshotFile(folder.Path, "name").Read(), Throws.TypeOf<InvalidDataException>().With.Message.Contains("restore it from git"));
    }

    /// <summary>A file that cannot be understood is nobody's to replace: nothing is received, so nothing can be accepted over it.</summary>
    [Test]
    public void A_damaged_file_fails_and_nothing_is_received()
    {
        File.WriteAllText(folder["name.verified.txt"], Good.Replace("0x1p+0", "0x1q+0", StringComparison.Ordinal));
        var entry = Read(Good).Entries[0];
        File.WriteAllText(folder["name.verified.txt"], Good.Replace("0x1p+0", "0x1q+0", StringComparison.Ordinal));
        Assert.That(() => new NumericSnapshotFile(folder.Path, "name").Verify("Two values.", entry), Throws.TypeOf<InvalidDataException>());
        Assert.That(folder.Names, Is.EqualTo(new[] { "name.verified.txt" }));
    }

    [Test]
    public void Damage_is_refused_or_gives_a_snapshot_that_can_be_written()
    {
        var whole = System.Text.Encoding.UTF8.GetBytes(Write(NumericSnapshotTests.Example(Read(Good).Entries[0], Read(Good).Entries[0] with { Environment = new("2.6.0", null, "AVX2", 1) })));
        var refused = Mutants.Refused<InvalidDataException>(whole, seed: 31, rounds: 400, mutant =>
        {
            File.WriteAllBytes(folder["name.verified.txt"], mutant);
            var read = new NumericSnapshotFile(folder.Path, "name").Read();
            Assert.That(Write(Read(Write(read))), Is.EqualTo(Write(read)));
        }, name: folder["name.verified.txt"]);
        Assert.That(refused, Is.InRange(150, 399));
        Assert.That(folder.Names, Is.EqualTo(new[] { "name.verified.txt" }), "nothing is left beside it");
    }

    /// <summary>A comma before the fraction, a point between thousands, another minus.</summary>
    [Test]
    public void Turkish_changes_neither_what_is_read_nor_what_is_written_nor_what_is_said()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var plain = All();
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "−" } };
            Assert.That(All(), Is.EqualTo(plain));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string All()
        {
            var snapshot = Read(Good);
            var received = new NumericEntry(new("2.6.0", null, "AVX2", 1000), new Dictionary<string, float> { ["one"] = -1.5f, ["two"] = 1e-30f, ["three"] = 12345.678f });
            return Write(snapshot) + string.Join('\n', NumericComparison.Of(snapshot, received).Lines());
        }
    }

    private NumericSnapshot Read(string text)
    {
        File.WriteAllText(folder["name.verified.txt"], text.ReplaceLineEndings("\n").Replace("\n", text.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n", StringComparison.Ordinal));
        return new NumericSnapshotFile(folder.Path, "name").Read();
    }

    private static string Write(NumericSnapshot snapshot) => NumericSnapshotWriter.Write(snapshot, []);
}
