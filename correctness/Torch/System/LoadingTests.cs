using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Saved modules as hostile input: refused by name, never half loaded without a word.</summary>
public sealed class LoadingTests
{
    [Test]
    public void A_file_cut_anywhere_is_refused()
    {
        using var linear = nn.Linear(2, 1);
        var file = new MemoryStream();
        linear.save(file);
        var whole = file.ToArray();
        for (var length = 0; length < whole.Length; length++)
            Assert.That(() => linear.load(new MemoryStream(whole[..length])), Throws.Exception, $"{length} bytes");
    }

    [Test]
    public void Damage_is_refused_or_loads()
    {
        using var module = nn.Linear(2, 3);
        var file = new MemoryStream();
        module.save(file);
        var refused = Mutants.Refused<InvalidDataException>(file.ToArray(), seed: 27, rounds: 600, mutant =>
        {
            try
            {
                module.load(new MemoryStream(mutant));
            }
            catch (Exception fault) when (fault is FormatException or ArgumentException)
            {
                throw new InvalidDataException(fault.Message.ReplaceLineEndings(" "), fault);
            }
        });
        Assert.That(refused, Is.InRange(150, 599));
    }

    [Test]
    public void Sizes_that_do_not_fit_are_refused_by_name()
    {
        using var small = nn.Linear(2, 1);
        using var large = nn.Linear(3, 1);
        var file = new MemoryStream();
        small.save(file);
        Assert.That(() => large.load(new MemoryStream(file.ToArray())), Throws.ArgumentException.With.Message.Contains("weight"));
    }
}
