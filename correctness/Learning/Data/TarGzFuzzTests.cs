using System.Formats.Tar;
using System.IO.Compression;
using NUnit.Framework;
using PerfSuite.Learning.Data.Archives;

namespace PerfSuite.Correctness.Learning;

/// <summary>Whatever is done to an archive, unpacking it gives members of their exact length or a <see cref="PerfSuite.Learning.Data.DataException"/> of one line.</summary>
public sealed class TarGzFuzzTests
{
    private const int Rounds = 1_000;
    private static readonly Member[] wanted = [new("set/a.bin", 700), new("set/b.bin", 512)];

    [Test]
    public void Damage_is_refused_or_gives_whole_members([Values] bool beforePacking)
    {
        var tar = Archive();
        var refused = Mutants.Refused(beforePacking ? tar : Packed(tar), seed: 41, Rounds, mutant =>
        {
            var taken = new Dictionary<string, int>();
            TarGz.Unpack(new MemoryStream(beforePacking ? Packed(mutant) : mutant), "x.tar.gz", wanted, (member, content) =>
            {
                using var memory = new MemoryStream();
                content.CopyTo(memory);
                taken.Add(member.Path, (int)memory.Length);
            });
            Assert.That(taken, Is.EquivalentTo(wanted.ToDictionary(member => member.Path, member => (int)member.Bytes)));
        });
        // A tar has no checksum of its contents, and gzip's is the only one of what is packed.
        Assert.That(refused, Is.InRange(beforePacking ? Rounds / 10 : Rounds / 2, Rounds - 1));
    }

    private static byte[] Archive()
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "set/"));
            foreach (var (name, length) in new[] { ("set/readme", 90), ("set/a.bin", 700), ("set/b.bin", 512) })
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[length]) });
        }
        return archive.ToArray();
    }

    private static byte[] Packed(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        return packed.ToArray();
    }
}
