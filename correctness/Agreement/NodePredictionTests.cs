using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using NUnit.Framework.Constraints;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Agreements;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Computing.Agreements;

/// <summary>TensorFlow.js and ONNX Runtime predict what C# does, and say what they cannot open. Left out where setup.sh has not got them.</summary>
[Category("Agreement")]
public sealed class NodePredictionTests
{
    private const int Images = 5;
    private const int Steps = 10;

    // Of a loss, or of 1 where that is more: of p near 1, −ln p has the absolute error of p.
    private const double Tolerance = 1e-6;

    private readonly Troupe troupe = new();
    private readonly TrainedDigits digits = new(Images);

    [OneTimeTearDown]
    public void End()
    {
        troupe.Dispose();
        digits.Dispose();
    }

    [TestCase(Contender.TensorFlowJs, "predict")]
    [TestCase(Contender.TensorFlowJs, "predict-on-batch")]
    [TestCase(Contender.TensorFlowJs, "apply")]
    [TestCase(Contender.TensorFlowJs, "core")]
    [TestCase(Contender.OnnxRuntime, "run")]
    public void Every_engine_agrees_with_the_module(string contender, string api)
    {
        var engine = troupe.Player(contender);
        foreach (var network in new[] { "softmax", "cnn" })
        {
            digits.Export(network);
            // Three do not divide five: it wraps around.
            foreach (var batch in new[] { 1, 3 })
            {
                var (means, digest) = Means(engine, Request(network, api, batch));
                var (reference, theirs) = Means(troupe.Player("csharp"), Request(network, "module", batch));
                Assert.That(digest, Is.EqualTo(theirs));
                Assert.That(reference.Distinct().Count(), Is.GreaterThan(1));
                foreach (var (mean, expected) in means.Zip(reference, (mean, expected) => (mean, expected)))
                    Assert.That(mean, Is.EqualTo(expected).Within(Tolerance * Math.Max(1, expected)), $"{network}, {batch}");
                if (network == "cnn")
                    continue;
                Assert.That(engine.Round("predict", 7), Is.Positive);
                Assert.That(engine.Latencies("predict", 7), Has.Count.EqualTo(7).And.All.Positive);
                Assert.That(Means(engine, Request(network, api, batch)).Means, Is.EqualTo(means), "agreement starts at the first image, whatever came before");
            }
        }
    }

    [Test]
    public void Predictions_leave_no_tensor_behind([Values("predict", "predict-on-batch", "apply", "core")] string api)
    {
        var engine = troupe.Player(Contender.TensorFlowJs);
        engine.Open(Request("cnn", api, 2));
        Assert.That(engine.Counters("predict", 5).TensorsAlive, Is.Zero);
    }

    [Test]
    public void Files_may_be_packed()
    {
        var engine = troupe.Player(Contender.TensorFlowJs);
        var packed = Directory.CreateDirectory(digits.Folder["packed"]).FullName;
        foreach (var file in Directory.GetFiles(digits.Data, "t10k*"))
        {
            using var target = new GZipStream(File.Create(Path.Combine(packed, Path.GetFileName(file) + ".gz")), CompressionLevel.Fastest);
            target.Write(File.ReadAllBytes(file));
        }
        var plain = Means(engine, Request("softmax", "core"));
        Assert.That(Means(engine, Request("softmax", "core") with { Data = packed }).Means, Is.EqualTo(plain.Means));
        var images = Path.Combine(packed, "t10k-images-idx3-ubyte.gz");
        File.WriteAllBytes(images, File.ReadAllBytes(images)[..100]);
        Assert.That(() => engine.Open(Request("softmax", "core") with { Data = packed }), Refused(images, "gzip"));
    }

    [Test]
    public void What_cannot_be_opened_is_named([Values(Contender.TensorFlowJs, Contender.OnnxRuntime)] string contender)
    {
        var engine = troupe.Player(contender);
        var softmax = Request("softmax", contender == Contender.OnnxRuntime ? "run" : "core");
        void Refuses(OpenRequest request, params string[] words) => Assert.That(() => engine.Open(request), Refused(words));

        Refuses(softmax with { Data = null }, "data");
        Refuses(softmax with { Data = digits.Folder["nowhere"] }, "nowhere", "t10k-images");
        Refuses(softmax with { Weights = null }, "weights");
        Refuses(softmax with { Weights = digits.Folder["nowhere.safetensors"] }, "nowhere.safetensors");
        Refuses(softmax with { Weights = digits.Trained("cnn") }, "cnn.safetensors", "conv1");
        Refuses(Request("softmax", "module"), "api", "module");
        Refuses(softmax with { Workload = "mnist-cnn" }, "mnist-cnn", "prediction");
        Refuses(softmax with { Device = "cuda" }, "cuda");
        Assert.That(() => engine.Round("predict", 1), Refused("no session"));
    }

    [Test]
    public void TensorFlow_has_one_thread()
    {
        var engine = troupe.Player(Contender.TensorFlowJs);
        Assert.That(() => engine.Open(Request("softmax", "core") with { Threads = 2 }), Refused("threads"));
    }

    [Test]
    public void A_graph_must_lie_beside_its_weights()
    {
        var engine = troupe.Player(Contender.OnnxRuntime);
        var alone = digits.Folder["alone.safetensors"];
        File.Copy(digits.Trained("softmax"), alone);
        var request = Request("softmax", "run") with { Weights = alone };
        Assert.That(() => engine.Open(request), Refused("alone.onnx", "export.py"));
        File.WriteAllText(Path.ChangeExtension(alone, ".onnx"), "no graph");
        Assert.That(() => engine.Open(request), Refused("alone.onnx", "ONNX"));
    }

    [Test]
    public void Broken_weights_are_refused_with_the_reason()
    {
        var engine = troupe.Player(Contender.TensorFlowJs);
        var whole = File.ReadAllBytes(digits.Trained("softmax"));
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        var header = Encoding.UTF8.GetString(whole, 8, length);
        var broken = digits.Folder["broken.safetensors"];
        void Refuses(byte[] bytes, string word)
        {
            File.WriteAllBytes(broken, bytes);
            Assert.That(() => engine.Open(Request("softmax", "core") with { Weights = broken }), Refused("broken.safetensors", word));
        }
        byte[] Headed(string text) => [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text), .. whole[(8 + length)..]];

        foreach (var kept in new[] { 0, 7, 8, 9, 8 + length - 1, 8 + length, whole.Length - 1 })
            Refuses(whole[..kept], "expected");
        Refuses([.. whole, 0], "bytes after the header");
        Refuses([.. BitConverter.GetBytes(ulong.MaxValue), .. whole[8..]], "a header of");
        Refuses(Headed("[]"), "object");
        Refuses(Headed(new string('[', 100_000)), "JSON");
        Refuses(Headed("{}"), "has no tensor");
        Refuses(Headed(header.Replace("F32", "F64", StringComparison.Ordinal)), "F64");
        Refuses(Headed(header.Replace("784", "783", StringComparison.Ordinal)), "783");
        Refuses(Headed(header.Replace("[0,", "[4,", StringComparison.Ordinal)), "offsets");
        Refuses(Headed(header.Replace("[0,", "[-1,", StringComparison.Ordinal)), "offsets");
        Refuses(Headed(header.Replace("[0,", "[1e400,", StringComparison.Ordinal)), "offsets");
        Refuses(Headed("{\"linear.bias\":0," + header[1..]), "twice");
        Refuses(Headed("{\"__proto__\":{}," + header[1..]), "__proto__");
        Assert.That(Means(engine, Request("softmax", "core")).Means, Has.Length.EqualTo(Steps), "the worker lives on");
    }

    private OpenRequest Request(string network, string api, int batch = 1) => new(
        "prediction", batch, Seed: 4, Data: digits.Data, Settings: new Dictionary<string, string> { ["network"] = network, ["api"] = api }, Weights: digits.Trained(network));

    private static Constraint Refused(params string[] words) => words.Aggregate(
        (Constraint)Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused), (so, word) => so.And.Message.Contains(word));

    private static (float[] Means, string Digest) Means(Worker worker, OpenRequest request)
    {
        var digest = worker.Open(request).Digest;
        return ([.. worker.Agree(Steps).Select(mean => HexFloat.TryParse(mean, out var value) ? value : float.NaN)], digest);
    }
}
