using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Training;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Whatever is done to a checkpoint, a training goes on from it or one exception names it.</summary>
public sealed class CheckpointFuzzTests
{
    private const int Rounds = 200;
    private Folder folder = null!;
    private byte[] whole = [];

    private string Path => folder["cut.safetensors"];

    [OneTimeSetUp]
    public void Train()
    {
        folder = new Folder();
        (Trainings.Options("mnist-softmax", 2) with { Optimizer = "adam" }).Into(folder["run"]).Stop(after: 4);
        whole = File.ReadAllBytes(Directory.GetFiles(folder["run/checkpoints"]).Order(StringComparer.Ordinal).Last());
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Any_damage_shows_in_the_seal()
    {
        var refused = Mutants.Refused(whole, seed: 23, Rounds, mutant =>
        {
            File.WriteAllBytes(Path, mutant);
            Checkpoint.Read(Path, "begin anew");
            Assert.That(mutant, Is.EqualTo(whole), "only what is unchanged is believed");
        });
        Assert.That(refused, Is.GreaterThan(Rounds * 9 / 10));
    }

    [Test]
    public void Damage_under_a_fitting_seal_is_refused_or_restored([Values] bool ofTheNumbers)
    {
        var header = 8 + (int)BitConverter.ToInt64(whole);
        // The optimizer's own state comes last but one: what is before it are parameters, where any number is a number.
        byte[] part = ofTheNumbers ? whole[^40_000..] : whole[8..header];
        var refused = Mutants.Refused(part, seed: 24, Rounds, mutant =>
        {
            byte[] file = ofTheNumbers
                ? [.. whole[..^40_000], .. mutant.Concat(new byte[40_000]).Take(40_000)]
                : [.. BitConverter.GetBytes((long)mutant.Length), .. mutant, .. whole[header..]];
            File.WriteAllBytes(Path, Sealed(file));
            using var run = Fresh();
            Checkpoint.Read(Path, "begin anew").Restore(run.Model, run.Optimizer);
        });
        Assert.That(refused, Is.InRange(ofTheNumbers ? 0 : Rounds / 3, Rounds - 1));
    }

    [TestCase("""{"epoch":1}""")]
    [TestCase("""{"epoch":2000000000}""")]
    [TestCase("""{"sums":null}""")]
    [TestCase("""{"stretch":null}""")]
    [TestCase("""{"epochs":null}""")]
    [TestCase("""{"epochs":[null],"epoch":1}""")]
    [TestCase("""{"curve":null}""")]
    [TestCase("""{"curve":[null]}""")]
    public void A_state_that_does_not_hold_together_is_refused(string json)
    {
        var asWritten = JsonNode.Parse(new TrainingState().ToJson())!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
        {
            Assert.That(asWritten.Remove(name), $"{name} is a member: {asWritten.ToJsonString()}");
            asWritten[name] = value?.DeepClone();
        }
        Assert.That(() => TrainingState.Parse(asWritten.ToJsonString()), Throws.InstanceOf<JsonException>());
    }

    private static TrainingRun Fresh()
    {
        var (recipe, optimizer) = (Trainings.Options("mnist-softmax", 2) with { Optimizer = "adam" }).Settle();
        return TrainingRun.Begin(recipe, optimizer, seed: 1, torch.CPU);
    }

    /// <summary>With the digits that belong to what it is now.</summary>
    private static byte[] Sealed(byte[] file)
    {
        var mark = "\"sha256\":\""u8;
        var at = file.AsSpan().IndexOf(mark);
        if (at < 0 || at + mark.Length + 64 > file.Length)
            return file;
        file.AsSpan(at + mark.Length, 64).Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file))).CopyTo(file, at + mark.Length);
        return file;
    }
}
