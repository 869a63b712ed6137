using NUnit.Framework;
using PerfSuite.Measurement;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary>The stand-in for Verify.NUnit.</summary>
[NonParallelizable]
public sealed class SnapshotTests
{
    private string folder = "";

    private string Verified => Path.Combine(folder, "name.verified.txt");
    private string Received => Path.Combine(folder, "name.received.txt");

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("snapshots").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    /// <summary>On CI as at a desk: nothing is accepted for not being there.</summary>
    [TestCase("true")]
    [TestCase(null)]
    public void A_new_snapshot_fails_and_leaves_what_it_received(string? ci)
    {
        using var machine = new Variable("CI", ci);
        var fault = Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify("text"));
        Assert.Multiple(() =>
        {
            Assert.That(fault.Message, Does.Contain("is new").And.Contain($"mv '{Received}' '{Verified}'").Or.Contain("move /y"));
            Assert.That(File.ReadAllText(Received), Is.EqualTo("text"));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void An_accepted_snapshot_passes_and_clears_what_was_received()
    {
        Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify("text"));
        File.Copy(Received, Verified);
        new Snapshot(folder, "name").Verify("text");
        Assert.That(File.Exists(Received), Is.False);
    }

    [Test]
    public void Another_text_fails_with_a_difference()
    {
        File.WriteAllText(Verified, "one\ntwo\nthree");
        var fault = Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify("one\n2\nthree"));
        Assert.That(fault.Message, Does.Contain("  one\n- two\n+ 2\n  three\n"));
        Assert.That(File.ReadAllText(Received), Is.EqualTo("one\n2\nthree"));
    }

    [TestCase("a\r\nb", "a\nb")]
    [TestCase("a\nb", "a\r\nb")]
    [TestCase("a\nb\n", "a\nb")]
    [TestCase("\uFEFFa", "a")]
    public void Line_ends_a_last_break_and_a_mark_are_no_difference(string verified, string target)
    {
        File.WriteAllText(Verified, verified);
        Assert.DoesNotThrow(() => new Snapshot(folder, "name").Verify(target));
    }

    [TestCase("a", "a\n")]
    [TestCase("a\n\n", "a")]
    [TestCase("a", "A")]
    [TestCase("a ", "a")]
    public void Any_other_character_is_a_difference(string verified, string target)
    {
        File.WriteAllText(Verified, verified);
        Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify(target));
    }

    [Test]
    public void Received_text_is_utf8_without_a_mark_and_with_line_feeds()
    {
        Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify("é\r\n"));
        Assert.That(File.ReadAllBytes(Received), Is.EqualTo(new byte[] { 0xC3, 0xA9, 0x0A }));
    }

    [Test]
    public void A_snapshot_that_is_no_text_is_named()
    {
        File.WriteAllBytes(Verified, [0x61, 0xFF, 0xFE, 0x00]);
        var fault = Assert.Throws<VerifyException>(() => new Snapshot(folder, "name").Verify("a"));
        Assert.That(fault.Message, Does.Contain(Verified).And.Contain("not UTF-8"));
    }

    [Test]
    public void Two_snapshots_of_one_name_are_refused()
    {
        Snapshot.Unique(folder, "name");
        Assert.That(() => Snapshot.Unique(folder, "name"), Throws.InstanceOf<VerifyException>());
    }

    [Test]
    public void A_difference_shows_only_what_is_near()
    {
        var old = string.Join('\n', Enumerable.Range(0, 100));
        var difference = TextDifference.Between(old, old.Replace("\n50\n", "\n51a\n51b\n", StringComparison.Ordinal));
        Assert.That(difference, Is.EqualTo("  …\n  47\n  48\n  49\n- 50\n+ 51a\n+ 51b\n  51\n  52\n  53\n  …\n"));
    }

    [Test]
    public void A_parameter_without_a_stable_name_is_refused() =>
        Assert.That(() => SnapshotName.Of("T", "M", typeof(SnapshotTests).GetMethod(nameof(Sample))!, [new object()]),
            Throws.InstanceOf<VerifyException>().With.Message.Contains("Object"));

    [TestCase(null, "T.Sample_value=null")]
    [TestCase("a<b>|c", "T.Sample_value=a-b--c")]
    [TestCase(1.5f, "T.Sample_value=1.5")]
    [TestCase(true, "T.Sample_value=True")]
    [TestCase(DayOfWeek.Friday, "T.Sample_value=Friday")]
    public void A_parameter_is_written_the_same_everywhere(object? value, string name) =>
        Assert.That(SnapshotName.Of("T", "Sample", typeof(SnapshotTests).GetMethod(nameof(Sample))!, [value]), Is.EqualTo(name));

    public static void Sample(object? value) => _ = value;
}
