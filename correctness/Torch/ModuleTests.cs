using System.Text;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Registration, modes, hooks and saving, the same with either supplier.</summary>
public sealed class ModuleTests
{
    private sealed class Pair : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear first = nn.Linear(2, 3);
        private readonly TorchSharp.Modules.Linear second = nn.Linear(3, 1, hasBias: false);
        private readonly Tensor scale = ones(1L);

        internal Pair() : base(nameof(Pair)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var hidden = first.call(input);
            using var output = second.call(hidden);
            return output * scale;
        }
    }

    [Test]
    public void Fields_are_registered_under_their_names()
    {
        using var pair = new Pair();
        Assert.That(pair.state_dict().Keys, Is.EquivalentTo(new[] { "first.weight", "first.bias", "second.weight", "scale" }));
        Assert.That(pair.parameters().Count(), Is.EqualTo(3));
    }

    [Test]
    public void The_mode_reaches_every_part()
    {
        using var pair = new Pair();
        pair.eval();
        Assert.That(pair.modules().Append(pair).Select(module => module.training), Is.All.False);
        pair.train();
        Assert.That(pair.modules().Append(pair).Select(module => module.training), Is.All.True);
    }

    [TestCase("a.b")]
    [TestCase("")]
    public void A_name_with_a_dot_or_none_is_refused(string name)
    {
        using var pair = new Pair();
        using var part = nn.Linear(1, 1);
        Assert.That(() => pair.register_module(name, part), Throws.ArgumentException);
    }

    [Test]
    public void A_hook_sees_and_changes_the_result_until_it_is_removed()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 3);
        long[]? seen = null;
        var hook = linear.register_forward_hook((_, input, output) =>
        {
            seen = input.shape;
            return output.view(3L);
        });
        Assert.That(linear.call(ones(1L, 2L)).shape, Is.EqualTo(new long[] { 3 }));
        Assert.That(seen, Is.EqualTo(new long[] { 1, 2 }));
        hook.remove();
        Assert.That(linear.call(ones(1L, 2L)).shape, Is.EqualTo(new long[] { 1, 3 }));
    }

    [Test]
    public void A_converted_module_computes_in_the_new_type()
    {
        using var scope = NewDisposeScope();
        using var pair = new Pair().@double();
        Assert.That(pair.call(ones([1L, 2L], float64)).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void A_saved_module_loads_to_the_same_bits()
    {
        manual_seed(1);
        using var saved = new Pair();
        using var loaded = new Pair();
        var file = new MemoryStream();
        saved.save(file);
        loaded.load(new MemoryStream(file.ToArray()));
        foreach (var (name, tensor) in saved.state_dict())
            Assert.That(loaded.state_dict()[name].bytes.ToArray(), Is.EqualTo(tensor.bytes.ToArray()), name);
    }

    [Test]
    public void The_format_is_TorchSharps()
    {
        using var linear = nn.Linear(2, 1, hasBias: false);
        var file = new MemoryStream();
        linear.save(file);
        byte[] head = [1, 6, .. Encoding.UTF8.GetBytes("weight"), (byte)ScalarType.Float32, 2, 1, 2];
        Assert.That(file.ToArray(), Is.EqualTo((byte[])[.. head, .. linear.weight!.bytes]));
    }
}
