using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Measurement.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Texts that tests received, and who accepted them.</summary>
public sealed class SnapshotLedgerTests
{
    private static readonly Acceptance second = new("Bob", new DateOnly(2026, 2, 28), null, "another heading");

    [Test]
    public void Names_accepted_anew_replace_their_entries_and_stay_in_order()
    {
        using var folder = new Folder();
        var ledger = new SnapshotLedger([]).With(["c", "a"], CounterLedgerTests.first).With(["b", "c"], second);
        ledger.Write(folder["snapshots.json"]);
        Assert.That(SnapshotLedger.Read(folder["snapshots.json"]).Entries, Is.EqualTo(new[] { new SnapshotEntry("a", CounterLedgerTests.first), new SnapshotEntry("b", second), new SnapshotEntry("c", second) }));
        Assert.That(SnapshotLedger.Read(folder["none.json"]).Entries, Is.Empty);
        new SnapshotLedger([new("a", second), new("a", second)]).Write(folder["twice.json"]);
        Assert.That(() => SnapshotLedger.Read(folder["twice.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("each row once"));
    }

    [Test]
    public void Received_texts_are_found_compared_and_accepted()
    {
        using var folder = new Folder();
        foreach (var (name, text) in new[] { ("b.received.txt", "one\r\nthree\r\n"), ("b.verified.txt", "one\ntwo\n"), ("a.received.txt", "new\n"), ("c.verified.txt", "c"), ("d.txt", "d") })
            File.WriteAllText(folder[name], text);
        var received = ReceivedSnapshot.In(folder.Path).ToList();
        Assert.That(received.Select(one => one.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(received[1].Difference(), Is.EqualTo(new[] { "  one", "- two", "+ three" }), "whatever ends their lines");
        Assert.That(received[0].Difference(), Is.EqualTo(new[] { "- ", "+ new" }), "nothing was accepted of it");
        received[1].Accept();
        Assert.That(File.ReadAllText(folder["b.verified.txt"]), Is.EqualTo("one\r\nthree\r\n"));
        Assert.That(ReceivedSnapshot.In(folder.Path).Single().Name, Is.EqualTo("a"));
        Assert.That(ReceivedSnapshot.In(folder["none"]), Is.Empty);
    }

    [TestCase(1 << 24, false)]
    [TestCase((1 << 24) + 1, true)]
    public void A_text_too_large_to_be_one_is_refused(int bytes, bool refused)
    {
        using var folder = new Folder();
        using (var file = File.Create(folder["x.received.txt"]))
            file.SetLength(bytes);
        var text = ReceivedSnapshot.In(folder.Path).Single();
        Assert.That(() => text.Difference().Count(), refused ? Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo($"{folder["x.received.txt"]}: expected at most 16777216 bytes.") : Throws.Nothing);
    }
}
