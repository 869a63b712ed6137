using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>A recipe opens its data as its settings say.</summary>
public sealed class RecipeDataTests
{
    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Residual_networks_augment_training_images_only_and_only_where_the_setting_is_on()
    {
        byte[] record = [3, .. Enumerable.Range(0, 3072).Select(i => (byte)(i * 7))];
        folder.With("data_batch_1.bin", record).With("test_batch.bin", record);
        var plain = Input("resnet18", DataPart.Test, []);
        Assert.That(Input("resnet18", DataPart.Train, new() { ["augment"] = "off" }), Is.EqualTo(plain));
        Assert.That(Input("resnet34", DataPart.Train, []), Is.Not.EqualTo(plain));
    }

    [Test]
    public void The_autoencoder_scales_as_its_setting_says()
    {
        for (var i = 0; i < 10; i++)
            folder.With($"{i}.png", Sampled.Png(178, 218, 1));
        Assert.That(Sampled.Sha256(Input("convae", DataPart.Train, [])), Is.EqualTo("af3d8e5eab21d43fa2fe33e99c67aca1b0393fb935b29596c76153b156deda8f"));
        Assert.That(Sampled.Sha256(Input("convae", DataPart.Test, new() { ["resize"] = "plain" })), Is.EqualTo("7eb84759df9284183fd14008b74ec44483e7358632dc4bfd40c082dbc24366d1"));
    }

    [Test]
    public void The_pose_network_tints_by_the_pixels_its_setting_names()
    {
        folder.With("a.png", Sampled.Png(300, 260, 1));
        var line = "a.png" + string.Concat(Enumerable.Range(1, 14).Select(joint => $",{joint * 20},{joint * 15},1")) + "\n";
        File.WriteAllText(folder["train"], line);
        File.WriteAllText(folder["test"], line);
        var plain = Input("deeppose", DataPart.Test, []);
        var (before, after) = (Input("deeppose", DataPart.Train, []), Input("deeppose", DataPart.Train, new() { ["noise"] = "after-crop" }));
        Assert.That(Input("deeppose", DataPart.Train, new() { ["augment"] = "off" }), Is.EqualTo(plain));
        Assert.That(before, Is.Not.EqualTo(after).And.Not.EqualTo(plain));
    }

    private float[] Input(string workload, DataPart part, Dictionary<string, string> settings)
    {
        var recipe = Workload.FindNetwork(workload).Configure(settings: settings);
        using var source = recipe.OpenData(folder.Path, part);
        return Sampled.Of(source, 0).Input;
    }
}
