using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>TorchScript files: whole ones compute, whatever is done to them gives a script or an exception.</summary>
public sealed class ScriptTests
{
    [Test]
    public void A_script_computes_what_it_says([Values] bool fromFile)
    {
        using var folder = new Folder();
        using var script = fromFile ? jit.load<Tensor, Tensor>(folder.With("ş 漢字 🙂.pt", HalvesScript.File)["ş 漢字 🙂.pt"]) : jit.load<Tensor, Tensor>(HalvesScript.File);
        using var x = from_array(new float[,] { { 1, 2 }, { -4, 0 } });
        using var y = script.call(x);
        Assert.That(y.data<float>().ToArray(), Is.EqualTo(new[] { 4.5f, -0.5f, -2, 4 }));
    }

    [Test]
    public void Damage_is_refused_or_loads()
    {
        var refused = Mutants.Refused<ExternalException>(HalvesScript.File, seed: 26, rounds: 200, mutant =>
        {
            try
            {
                using var script = jit.load<Tensor, Tensor>(mutant);
            }
            catch (ExternalException fault)
            {
                // libtorch explains over many lines.
                throw new ExternalException(fault.Message.ReplaceLineEndings(" "));
            }
        });
        Assert.That(refused, Is.InRange(20, 199));
    }
}
