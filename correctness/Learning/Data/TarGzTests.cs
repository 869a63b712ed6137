using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Archives;

namespace PerfSuite.Correctness.Learning;

/// <summary>Archives that mean well, and others.</summary>
public sealed class TarGzTests
{
    private static readonly Member[] Wanted = [new("set/a.bin", 700), new("set/b.bin", 512)];

    [Test]
    public void The_expected_files_are_taken_and_the_rest_passed_over()
    {
        var taken = Unpack(
            [.. Entry("set/", 0, '5'), .. Entry("set/readme.html", 900), .. Entry("set/b.bin", 512, fill: 2), .. Entry("./set/a.bin", 700, fill: 1), .. Entry("a.bin", 3), .. End]);
        Assert.That(taken.Keys, Is.EquivalentTo(new[] { "a.bin", "b.bin" }));
        Assert.That(taken["a.bin"], Is.EqualTo(Enumerable.Repeat((byte)1, 700)));
        Assert.That(taken["b.bin"], Is.EqualTo(Enumerable.Repeat((byte)2, 512)));
    }

    [Test]
    public void A_member_that_is_not_read_to_its_end_does_not_shift_the_next()
    {
        var names = new List<string>();
        TarGz.Unpack(Packed([.. Good, .. End]), "x.tar.gz", Wanted, (member, content) => names.Add(member.Name + content.ReadByte()));
        Assert.That(names, Is.EqualTo(new[] { "a.bin0", "b.bin0" }));
    }

    [TestCase("../evil", '0', "the path '../evil'")]
    [TestCase("set/../../evil", '0', "the path 'set/../../evil'")]
    [TestCase("/etc/passwd", '0', "the path '/etc/passwd'")]
    [TestCase("..\\evil", '0', "the path '..\\evil'")]
    [TestCase("C:evil", '0', "the path 'C:evil'")]
    [TestCase("", '0', "the path ''")]
    [TestCase("set/a.bin", '2', "set/a.bin is a link")]
    [TestCase("set/other", '1', "set/other is a link")]
    [TestCase("set/null", '3', "set/null is a device")]
    [TestCase("set/pipe", '6', "set/pipe is a device")]
    [TestCase("set/sparse", 'S', "set/sparse is an entry of kind 'S'")]
    public void What_would_lead_elsewhere_ends_it(string path, char kind, string named) =>
        Refused([.. Entry(path, 0, kind), .. Good, .. End], named);

    [Test]
    public void Sizes_that_are_not_the_expected_ones_end_it()
    {
        Refused([.. Entry("set/a.bin", 701), .. End], "set/a.bin of 701 bytes; expected 700");
        Refused([.. Entry("other", 0, size: "77777777777"), .. End], "an entry of 8589934591 bytes");
        Refused([.. Entry("other", 0, size: "-1"), .. End], "is no octal number");
        Refused([.. Entry("other", 0, size: "99"), .. End], "is no octal number");
    }

    [Test]
    public void A_bomb_is_stopped_at_what_was_expected()
    {
        Refused(Enumerable.Range(0, 5_000).SelectMany(i => Entry($"set/{i}", 0)).ToArray(), "more and more content");
        Refused([.. Entry("zeros", 1 << 24), .. End], "an entry of 16777216 bytes");
    }

    [Test]
    public void What_is_cut_off_damaged_or_missing_is_named()
    {
        Refused(Good, "it ends in the middle");
        Refused(Good[..600], "it ends in the middle");
        Refused([.. Entry("set/a.bin", 700), .. End], "no set/b.bin");
        Refused([.. Good[..100], (byte)'x', .. Good[101..], .. End], "no header of a tar entry");
        Assert.That(() => TarGz.Unpack(new MemoryStream(Good), "x.tar.gz", Wanted, (_, _) => { }), Throws.TypeOf<DataException>().With.Message.Contains("damaged gzip"));
        var torn = Packed([.. Good, .. End]).ToArray();
        for (var i = 0; i < torn.Length; i += 3)
        {
            var changed = torn.ToArray();
            changed[i] ^= 0x41;
            try
            {
                TarGz.Unpack(new MemoryStream(changed), "x.tar.gz", Wanted, (_, content) => content.CopyTo(Stream.Null));
            }
            catch (DataException)
            {
                // Refused, or the change was in what nobody needs; nothing else may be thrown.
            }
        }
    }

    [Test]
    public void The_members_of_a_fetched_archive_become_the_set_and_the_archive_goes()
    {
        using var folder = new Folder();
        var archive = Packed([.. Good, .. End]).ToArray();
        using var server = new OneServer(async (_, stream, _) =>
        {
            await OneServer.Head(stream, "200 OK", $"Content-Length: {archive.Length}");
            await stream.WriteAsync(archive);
        });
        using var download = new Download(plainOnLoopback: true);
        var file = new OfficialFile("x.tar.gz", archive.Length, Convert.ToHexStringLower(SHA256.HashData(archive)), server["x"]);
        var set = new Fetchable(DataSet.Cifar10, "none", [file], Wanted, ["a.bin", "old.bin"]);
        Assert.That(set.Get(folder.Path, download), Is.EqualTo(new[] { folder["a.bin"], folder["b.bin"] }));
        Assert.That(folder.Names, Is.EqualTo(new[] { "a.bin", "b.bin" }));

        folder.With("old.bin", [1]);
        set.Get(folder.Path, download, overwrite: true);
        Assert.That(folder.Names, Is.EqualTo(new[] { "a.bin", "b.bin" }));

        Assert.That(() => (set with { Members = [.. Wanted, new("set/c.bin", 1)] }).Get(folder["new"], download), Throws.TypeOf<DataException>().With.Message.Contains("no set/c.bin"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "a.bin", "b.bin" }));
    }

    private static byte[] Good => [.. Entry("set/a.bin", 700), .. Entry("set/b.bin", 512)];

    private static byte[] End => new byte[1024];

    private static void Refused(byte[] tar, string naming) =>
        Assert.That(() => Unpack(tar), Throws.TypeOf<DataException>().With.Message.Contains(naming));

    private static Dictionary<string, byte[]> Unpack(byte[] tar)
    {
        var taken = new Dictionary<string, byte[]>();
        TarGz.Unpack(Packed(tar), "x.tar.gz", Wanted, (member, content) =>
        {
            using var memory = new MemoryStream();
            content.CopyTo(memory);
            taken.Add(member.Name, memory.ToArray());
        });
        return taken;
    }

    private static MemoryStream Packed(byte[] tar)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        packed.Position = 0;
        return packed;
    }

    private static byte[] Entry(string path, int length, char kind = '0', byte fill = 0, string? size = null)
    {
        var entry = new byte[512 + (length + 511) / 512 * 512];
        Put(0, path);
        Put(124, size ?? Convert.ToString(length, 8).PadLeft(11, '0'));
        Put(156, kind.ToString());
        Put(257, "ustar\0" + "00");
        Put(148, "        ");
        Put(148, Convert.ToString(entry.AsSpan(0, 512).ToArray().Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        entry.AsSpan(512, length).Fill(fill);
        return entry;

        void Put(int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(entry, at);
    }
}
