using NUnit.Framework;
using PerfSuite.Learning.Models;
using PerfSuite.Learning.Workloads;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class MacsTests
{
    /// <summary>In millions for one image, as derived from the published networks by hand.</summary>
    [TestCase("convae", "matched", 249.6)]
    [TestCase("deeppose", "matched", 1131)]
    [TestCase("resnet18", "matched", 555.4)]
    [TestCase("resnet18", "published-cpp", 55.9)]
    [TestCase("resnet34", "matched", 1159.4)]
    [TestCase("resnet34", "published-cpp", 93.6)]
    public void Arithmetic_is_what_the_published_networks_need(string workload, string variant, double millions)
    {
        var recipe = Workload.FindNetwork(workload).Configure(variant);
        using var model = recipe.CreateModel();
        using var batch = recipe.RandomBatch(1);
        Assert.That(Macs.Of(model, batch.Input) / 1e6, Is.EqualTo(millions).Within(millions > 1000 ? 0.5 : 0.05));
    }

    [Test]
    public void Variants_with_the_same_layers_have_the_size_that_each_has_alone()
    {
        var sizes = Workload.ResNet18.Sizes();
        Assert.That(sizes.Select(size => size.Parameters), Is.EqualTo(new long[] { 11_173_962, 17_452_362, 11_173_962 }));
        foreach (var (variant, size) in Workload.ResNet18.Variants.Zip(sizes))
        {
            var alone = NetworkSize.Of(Workload.ResNet18.Configure(variant.Name));
            Assert.That((alone.Parameters, alone.Macs), Is.EqualTo((size.Parameters, size.Macs)), variant.Name);
        }
        Assert.That((sizes[0].Input, sizes[0].Output), Is.EqualTo((new long[] { 3, 32, 32 }, new long[] { 10 })));
    }

    [TestCase("convae")]
    [TestCase("mnist-cnn")]
    [TestCase("resnet18")]
    [TestCase("deeppose", Category = "Slow", Explicit = true, Reason = "58 million parameters a setting: dotnet test correctness --filter Name~Only_structural")]
    public void Only_structural_settings_change_a_size(string name)
    {
        var workload = Workload.FindNetwork(name);
        var standard = NetworkSize.Of(workload.Configure());
        foreach (var setting in workload.Settings)
            foreach (var choice in setting.Choices.Where(choice => choice != setting.Default))
            {
                var changed = NetworkSize.Of(workload.Configure(settings: new Dictionary<string, string> { [setting.Name] = choice }));
                Assert.That(changed.Parameters != standard.Parameters || changed.Macs != standard.Macs, Is.EqualTo(setting.IsStructural), setting.Name);
            }
    }

    [Test]
    public void Two_images_are_twice_the_arithmetic_and_nothing_of_the_network_changes()
    {
        var recipe = Workload.ResNet18.Configure();
        using var model = recipe.CreateModel();
        var before = ParameterDigest.Of(model);
        using var one = recipe.RandomBatch(1);
        using var two = recipe.RandomBatch(2);
        Assert.That(Macs.Of(model, two.Input), Is.EqualTo(2 * Macs.Of(model, one.Input)));
        Assert.That(ParameterDigest.Of(model), Is.EqualTo(before));
        Assert.That(model.training, Is.True);
    }

    [Test]
    public void A_dense_layer_multiplies_each_input_by_each_output()
    {
        using var linear = torch.nn.Linear(7, 5);
        using var input = torch.rand(3L, 7L);
        Assert.That(Macs.Of(linear, input), Is.EqualTo(3 * 7 * 5));
    }

    [Test]
    public void A_transposed_convolution_sends_each_input_to_every_place_of_its_kernel()
    {
        using var up = torch.nn.ConvTranspose2d(2, 3, 4, stride: 2, padding: 1L);
        using var input = torch.rand(1L, 2L, 5L, 5L);
        Assert.That(Macs.Of(up, input), Is.EqualTo(2 * 5 * 5 * 3 * 4 * 4));
    }
}
