using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Every way to load a TorchScript file and to call what is in it.</summary>
public sealed class ScriptKindTests
{
    private static readonly float[] expected = [4.5f, -0.5f];

    [Test]
    public void A_script_is_loaded_from_a_path_or_from_bytes_to_a_device_named_in_any_way()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var (file, path) = (HalvesScript.File, folder.With("halves.pt", HalvesScript.File)["halves.pt"]);
        var x = from_array(new float[,] { { 1, 2 } });
        foreach (var untyped in new[] { jit.load(path), jit.load(path, CPU), jit.load(path, "cpu"), jit.load(file), jit.load(file, CPU), jit.load(file, "cpu") })
        {
            using (untyped)
            {
                Assert.That(((Tensor)untyped.forward(x)).data<float>().ToArray(), Is.EqualTo(expected));
                Assert.That(((Tensor)untyped.call(x)).data<float>().ToArray(), Is.EqualTo(expected));
                untyped.eval();
                Assert.That(untyped.training, Is.False);
                untyped.train();
                Assert.That((untyped.training, untyped.parameters().Single().numel()), Is.EqualTo((true, 4L)));
            }
        }
        foreach (var any in new[] { jit.load<Tensor>(path), jit.load<Tensor>(path, CPU), jit.load<Tensor>(path, "cpu"), jit.load<Tensor>(file), jit.load<Tensor>(file, CPU), jit.load<Tensor>(file, "cpu") })
        {
            using (any)
            {
                Assert.That(any.forward(x).data<float>().ToArray(), Is.EqualTo(expected));
                Assert.That(any.call(x).data<float>().ToArray(), Is.EqualTo(expected));
            }
        }
        foreach (var one in new[] { jit.load<Tensor, Tensor>(path), jit.load<Tensor, Tensor>(path, CPU), jit.load<Tensor, Tensor>(path, "cpu"), jit.load<Tensor, Tensor>(file), jit.load<Tensor, Tensor>(file, CPU), jit.load<Tensor, Tensor>(file, "cpu") })
        {
            using (one)
            {
                Assert.That(one.forward(x).data<float>().ToArray(), Is.EqualTo(expected));
                var before = one.register_forward_pre_hook((_, input) => input * 2);
                var after = one.register_forward_hook((_, _, output) => output + 1);
                Assert.That(one.call(x).data<float>().ToArray(), Is.EqualTo(expected.Select(value => 2 * value + 1)));
                before.remove();
                after.remove();
                Assert.That(one.call(x).data<float>().ToArray(), Is.EqualTo(expected));
            }
        }
        foreach (var two in new[] { jit.load<Tensor, Tensor, Tensor>(path), jit.load<Tensor, Tensor, Tensor>(path, CPU), jit.load<Tensor, Tensor, Tensor>(path, "cpu"), jit.load<Tensor, Tensor, Tensor>(file), jit.load<Tensor, Tensor, Tensor>(file, CPU), jit.load<Tensor, Tensor, Tensor>(file, "cpu") })
        {
            using (two)
            {
                Assert.That(() => two.forward(x, x), Throws.Exception, "this script takes one input");
                Assert.That(() => two.call(x, x), Throws.Exception);
            }
        }
    }
}
