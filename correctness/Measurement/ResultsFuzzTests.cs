using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Whatever is done to a file of results, reading it gives results that can be written again, or one line that names the file.</summary>
public sealed class ResultsFuzzTests
{
    [Test]
    public void Damage_is_refused_or_gives_results_that_can_be_written()
    {
        using var folder = new Folder();
        var (path, copy) = (folder["results.json"], folder["copy.json"]);
        ResultsTests.Example().Write(path);
        var whole = File.ReadAllBytes(path);
        var refused = Mutants.Refused<InvalidDataException>(whole, seed: 21, rounds: 300, mutant =>
        {
            File.WriteAllBytes(path, mutant);
            Results.Read(path).Write(copy);
            Results.Read(copy);
        }, name: path);
        Assert.That(refused, Is.InRange(100, 299));
        Assert.That(folder.Names, Is.EqualTo(new[] { "copy.json", "results.json" }), "nothing is left beside them");
    }
}
