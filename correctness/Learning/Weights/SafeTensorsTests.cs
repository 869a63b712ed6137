using System.Text;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Weights;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class SafeTensorsTests
{
    private string folder = "";

    private string Path => System.IO.Path.Combine(folder, "weights.safetensors");

    [SetUp]
    public void Prepare() => folder = Directory.CreateTempSubdirectory("weights").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_network_comes_back_bit_for_bit_buffers_too()
    {
        using var session = Workload.ConvAe.Open(new SessionOptions(Batch: 2));
        _ = session.Agree(1);
        session.Save(Path);
        using var other = Workload.ConvAe.Open(new SessionOptions(Batch: 2, Seed: 1));
        other.Load(Path);
        Assert.That(other.Digest(), Is.EqualTo(session.Digest()));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1), "nothing is left beside it");
    }

    [Test]
    public void Every_type_and_shape_comes_back_with_the_texts()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["b"] = from_array(new[] { 1.5f, float.NaN, -0f }),
            ["a"] = from_array(new long[,] { { 1, 2 }, { 3, -4 } }),
            ["scalar"] = from_array(new[] { 7.0 }).view([]),
            ["empty"] = zeros(0L, 3L),
            ["bytes"] = from_array(new byte[] { 0, 255 }),
            ["é"] = from_array(new[] { true, false }),
        };
        using (var stream = File.Create(Path))
            SafeTensors.Write(stream, tensors, new Dictionary<string, string> { ["note"] = "übung", ["b"] = "" });
        var read = SafeTensors.Read(Path);
        Assert.That(read.Keys, Is.EquivalentTo(tensors.Keys));
        foreach (var (name, tensor) in tensors)
        {
            Assert.That(read[name].shape, Is.EqualTo(tensor.shape), name);
            Assert.That(read[name].dtype, Is.EqualTo(tensor.dtype), name);
            if (tensor.numel() > 0)
                Assert.That(read[name].bytes.ToArray(), Is.EqualTo(tensor.bytes.ToArray()), name);
            read[name].Dispose();
        }
        Assert.That(SafeTensors.ReadMetadata(Path), Is.EqualTo(new Dictionary<string, string> { ["note"] = "übung", ["b"] = "" }));
        Assert.That((BitConverter.ToInt64(File.ReadAllBytes(Path)) % 8), Is.Zero, "numbers begin at a multiple of 8");
    }

    [Test]
    public void Weights_of_another_network_change_nothing()
    {
        using var saved = Workload.MnistCnn.Open(new SessionOptions(Batch: 1));
        saved.Save(Path);
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 1));
        var before = session.Digest();
        Assert.That(() => session.Load(Path), Throws.TypeOf<DataException>().With.Message.Contains("lacks 'linear."));
        Assert.That(session.Digest(), Is.EqualTo(before));
    }

    [Test]
    public void Weights_of_another_shape_are_named_with_both()
    {
        using (var wide = zeros(10L, 785L))
        using (var bias = zeros(10L))
        using (var stream = File.Create(Path))
            SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["linear.weight"] = wide, ["linear.bias"] = bias });
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 1));
        Assert.That(() => session.Load(Path), Throws.TypeOf<DataException>().With.Message.Contains("'linear.weight' is Float32 (10,785), in the network Float32 (10,784)"));
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "3 bytes of numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "5 bytes of numbers")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at 4")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "4 bytes for F32 (2)")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "shape")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "shape")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "0 bytes for F32")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", 4, "bytes for F32")]
    [TestCase("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "F31")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "begins at 2")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}""", 4, "other members")]
    [TestCase("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "other members")]
    [TestCase("""{"a":4}""", 4, "not understood")]
    [TestCase("""{"__metadata__":{"a":1}}""", 0, "no text")]
    [TestCase("""{"__metadata__":7}""", 0, "not understood")]
    [TestCase("""{"a":""", 0, "not understood")]
    [TestCase("[]", 0, "not understood")]
    [TestCase("", 0, "not understood")]
    [TestCase("{}", 0, null)]
    public void A_header_is_believed_only_as_far_as_the_file_bears_it_out(string header, int numbers, string? fault)
    {
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[numbers]]);
        if (fault is null)
            Assert.That(() => Free(SafeTensors.Read(Path)), Throws.Nothing);
        else
            Assert.That(() => SafeTensors.Read(Path), Throws.TypeOf<DataException>().With.Message.Contains(fault).And.Message.Contains(Path));
    }

    [TestCase(0)]
    [TestCase(7)]
    public void A_file_shorter_than_its_first_number_is_refused(int length)
    {
        File.WriteAllBytes(Path, new byte[length]);
        Assert.That(() => SafeTensors.Read(Path), Throws.TypeOf<DataException>());
    }

    [TestCase(1UL)]
    [TestCase(100_000_001UL)]
    [TestCase(ulong.MaxValue)]
    public void A_header_longer_than_the_file_is_not_read(ulong length)
    {
        File.WriteAllBytes(Path, BitConverter.GetBytes(length));
        Assert.That(() => SafeTensors.Read(Path), Throws.TypeOf<DataException>().With.Message.Contains($"a header of {length} bytes"));
    }

    [Test]
    public void Cutting_or_turning_any_byte_of_a_header_ends_in_tensors_or_in_one_exception()
    {
        using (var tensor = from_array(new[] { 1f, 2f }))
        using (var stream = File.Create(Path))
            SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["a"] = tensor });
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length - 8; i++)
        {
            foreach (var value in new byte[] { 0, (byte)'"', (byte)'9', (byte)'}', 255 })
            {
                var turned = whole.ToArray();
                turned[i] = value;
                File.WriteAllBytes(Path, turned);
                Survives();
            }
            File.WriteAllBytes(Path, whole[..i]);
            Survives();
        }

        void Survives()
        {
            try
            {
                Free(SafeTensors.Read(Path));
            }
            catch (DataException)
            {
            }
        }
    }

    [Test]
    public void Damage_is_refused_or_gives_tensors_that_can_be_written()
    {
        using (var numbers = from_array(new[] { 1.5f, -2f, 3f }))
        using (var table = zeros([2L, 3L], int64))
        using (var stream = File.Create(Path))
            SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["numbers"] = numbers, ["table"] = table }, new Dictionary<string, string> { ["note"] = "übung" });
        var refused = Mutants.Refused(File.ReadAllBytes(Path), seed: 22, rounds: 300, mutant =>
        {
            File.WriteAllBytes(Path, mutant);
            var tensors = SafeTensors.Read(Path);
            SafeTensors.Write(new MemoryStream(), tensors, SafeTensors.ReadMetadata(Path));
            Free(tensors);
        });
        Assert.That(refused, Is.InRange(100, 299));
    }

    [Test]
    public void More_dimensions_than_libtorch_has_are_refused_in_our_words()
    {
        var header = $"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}],\"data_offsets\":[0,4]}}}}";
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((ulong)header.Length), .. Encoding.UTF8.GetBytes(header), 0, 0, 0, 0]);
        Assert.That(() => SafeTensors.Read(Path), Throws.TypeOf<DataException>().With.Message.Contains($"{Path}, byte 8: 'a' has 65 dimensions; expected at most 64"));
    }

    [Test]
    public void A_file_that_is_missing_or_cannot_be_written_is_named()
    {
        Assert.That(() => SafeTensors.Read(Path), Throws.TypeOf<DataException>().With.Message.Contains(Path));
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 1));
        File.WriteAllText(Path, "in the way");
        var below = System.IO.Path.Combine(Path, "weights");
        Assert.That(() => session.Save(below), Throws.TypeOf<DataException>().With.Message.Contains(below));
    }

    private static void Free(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}
