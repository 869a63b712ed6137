using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program;

/// <summary>The C# side with the other supplier of TorchSharp's API: a second build, never mistaken for the first.</summary>
public sealed class OtherSupplierTests
{
    [Test]
    public void It_is_whichever_this_build_is_not() =>
        Assert.That(new[] { OtherSupplierContender.Name, TorchRuntime.Current.Contender }, Is.EquivalentTo(new[] { "csharp-system", "csharp-torchsharp" }));

    [Test]
    public void Not_built_it_takes_no_part_and_says_how_to_build_it()
    {
        if (OtherSupplierContender.IsBuilt)
            Assert.Ignore("it is built here");
        Assert.That(Contender.Known, Does.Not.Contain(OtherSupplierContender.Name));
        Assert.That(OtherSupplierContender.Find(new Dictionary<string, string>()).Absence, Does.Contain("-p:TorchSupplier=").And.Contain("--artifacts-path"));
    }

    [Test]
    public void What_lies_in_its_place_must_call_itself_so()
    {
        Assert.That(OtherSupplierContender.Objection(Hello(TorchRuntime.Current.Contender), 1), Does.Contain($"calls itself {TorchRuntime.Current.Contender}, not {OtherSupplierContender.Name}"));
        Assert.That(OtherSupplierContender.Objection(Hello(OtherSupplierContender.Name), 1), Is.Null);
    }

    private static WorkerHello Hello(string contender) =>
        new(contender, ".NET", new Dictionary<string, string>(), null, null, null, 1, 1, [], [], new Dictionary<string, IReadOnlyList<string>>());
}
