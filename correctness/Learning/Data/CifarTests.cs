using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Learning;

public sealed class CifarTests
{
    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    // Recorded with NumPy 1.24 in float32: ((byte / 255) − mean) / deviation of each colour; the crop of the framed image, mirrored.
    [TestCase(false, 0UL, 0UL, 0, 0, "18ffccdee54d9198558bbb4d3003cd3a2c751f5eff8842ddb4e07fac4abb392d")]
    [TestCase(false, 0UL, 0UL, 1, 3, "9ee2de06d96d7056fd63bd17e2686642d551c3ba8af36ea7c0b77a9591dd8a97")]
    [TestCase(true, 0UL, 0UL, 0, 0, "7be9e656886ecd5f99c035ff4fc593c95316caa3680c5e948db58d35349d8137")]
    [TestCase(true, 0UL, 0UL, 1, 3, "ad174cf53f5efba3ba1efae17e25c6c782f8901e4f28e090e3d9b0d86281d6e1")]
    [TestCase(true, 0UL, 1UL, 1, 3, "767d57460822e04a9d84abd7bda98754b816167df6d93808d5790c68edae89fe")]
    [TestCase(true, 42UL, 3UL, 2, 6, "9c6615fb514612ac03bf61c02a0ff64140f443df93d9bfcf5ce5f1c1f11eb9fa")]
    [TestCase(true, 9007199254740991UL, 2UL, 3, 9, "bed16c84b40094dfb683e49c46243231db64b1167e245a1bda5c2a049da3d7d3")]
    public void Samples_are_the_recorded_ones_to_the_bit(bool augment, ulong seed, ulong epoch, int index, int label, string sha256)
    {
        folder.With("data_batch_1.bin", Records(0, 4));
        using var source = CifarSource.Read(folder.Path, DataPart.Train, augment);
        var sampled = Sampled.Of(source, index, seed, epoch);
        Assert.That((sampled.Label[0], sampled.InputSha256), Is.EqualTo(((long)label, sha256)));
    }

    [Test]
    public void Every_byte_of_every_colour_becomes_the_number_of_scalar_float_arithmetic()
    {
        folder.With("test_batch.bin", [0, .. Enumerable.Range(0, 3 * 1024).Select(i => (byte)(i * 5))]);
        using var source = CifarSource.Read(folder.Path, DataPart.Test, augment: false);
        var input = Sampled.Of(source, 0).Input;
        float[] mean = [0.4914f, 0.4822f, 0.4465f], deviation = [0.2023f, 0.1994f, 0.2010f];
        for (var i = 0; i < input.Length; i++)
        {
            var scaled = (byte)(i * 5) / 255f;
            var centred = scaled - mean[i / 1024];
            Assert.That(input[i], Is.EqualTo(centred / deviation[i / 1024]), $"byte {(byte)(i * 5)} of colour {i / 1024}");
        }
    }

    [Test]
    public void Samples_do_not_depend_on_what_the_reader_read_before()
    {
        folder.With("data_batch_1.bin", Records(0, 4));
        using var source = CifarSource.Read(folder.Path, DataPart.Train, augment: true);
        using var reader = source.OpenReader();
        for (var i = 0; i < 40; i++)
        {
            var draws = SplitMix64.Stream(7, (ulong)i);
            Assert.That(Sampled.Of(source, reader, i % 4, draws).Input, Is.EqualTo(Straight(i % 4, draws)), $"round {i}");
        }

        static float[] Straight(int seed, SplitMix64 draws)
        {
            int down = draws.Below(9) - 4, across = draws.Below(9) - 4, mirror = draws.Below(2);
            float[] mean = [0.4914f, 0.4822f, 0.4465f], deviation = [0.2023f, 0.1994f, 0.2010f];
            return [.. Enumerable.Range(0, 3072).Select(i =>
            {
                var (c, y, x) = (i / 1024, i / 32 % 32 + down, (mirror == 1 ? 31 - i % 32 : i % 32) + across);
                var value = x is >= 0 and < 32 && y is >= 0 and < 32 ? Sampled.Byte(x, y, c, seed) : 0;
                return (value / 255f - mean[c]) / deviation[c];
            })];
        }
    }

    [Test]
    public void Training_files_are_taken_in_natural_order_and_samples_are_named_by_file_and_record()
    {
        folder.With("data_batch_10.bin", Records(7, 1)).With("data_batch_2.bin", Records(1, 2)).With("test_batch.bin", Records(3, 1)).With(".data_batch_1.bin", []).With("data_batch_3.bin.old", []);
        using var source = CifarSource.Read(folder.Path, DataPart.Train, augment: false);
        Assert.That(Enumerable.Range(0, source.Count).Select(source.NameOf),
            Is.EqualTo(new[] { $"{folder["data_batch_2.bin"]}, record 0", $"{folder["data_batch_2.bin"]}, record 1", $"{folder["data_batch_10.bin"]}, record 0" }));
        Assert.That(CifarSet.Read(folder.Path, DataPart.Train).Histogram(), Is.EqualTo(new[] { 0, 1, 0, 1, 0, 0, 1, 0, 0, 0 }));
        Assert.That((source.Layout.Input, source.Layout.Target), Is.EqualTo((new long[] { 3, 32, 32 }, TargetKind.Label)));
        Assert.That(CifarSet.Read(folder.Path, DataPart.Test).Count, Is.EqualTo(1));
        Assert.That(() => source.NameOf(3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void What_is_missing_or_no_set_is_named()
    {
        Faulty(DataPart.Train, "no data_batch_*.bin; expected at least data_batch_1.bin");
        Faulty(DataPart.Test, "there is no such file");
        folder.With("data_batch_1.bin", []);
        Faulty(DataPart.Train, "there is nothing in it");
        folder.With("data_batch_1.bin", Records(0, 2)[..^1]);
        Faulty(DataPart.Train, "byte 3073: 3072 bytes behind the last whole record");
        var records = Records(0, 2);
        records[3073] = 10;
        folder.With("data_batch_1.bin", records);
        Faulty(DataPart.Train, "byte 3073: label 10; expected 0 to 9");
        Directory.CreateDirectory(folder["data_batch_2.bin"]);
        folder.With("data_batch_1.bin", Records(0, 2));
        Faulty(DataPart.Train, "data_batch_2.bin, byte 0: this is a folder");
        Assert.That(() => CifarSet.Read(folder["none"], DataPart.Test), Throws.TypeOf<DataException>().With.Message.Contains("there is no such folder"));
        Assert.That(() => CifarSet.Read(folder["data_batch_1.bin"], DataPart.Test), Throws.TypeOf<DataException>().With.Message.Contains("this is a file"));
    }

    [Test]
    public void Damage_is_refused_or_gives_valid_samples()
    {
        var refused = Mutants.Refused(Records(0, 3), seed: 8, rounds: 300, file =>
        {
            var set = CifarSet.Read(folder.With("test_batch.bin", file).Path, DataPart.Test);
            Assert.That(set.Histogram().Sum(), Is.EqualTo(set.Count).And.EqualTo(file.Length / 3073));
        });
        Assert.That(refused, Is.InRange(75, 299));
    }

    /// <summary>Record i: label 3i mod 10, and the recorded pictures' recipe at 32×32 with seed i.</summary>
    private static byte[] Records(int first, int count) =>
        [.. Enumerable.Range(first, count).SelectMany(i => new[] { (byte)(i * 3 % 10) }.Concat(Enumerable.Range(0, 3072).Select(at => Sampled.Byte(at % 32, at / 32 % 32, at / 1024, i))))];

    private void Faulty(DataPart part, string naming) =>
        Assert.That(() => CifarSet.Read(folder.Path, part), Throws.TypeOf<DataException>().With.Message.Contains(naming));
}
