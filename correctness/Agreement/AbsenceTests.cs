using NUnit.Framework;
using PerfSuite.Contenders;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Agreement that is not looked for is not found broken: on CI a peer that is missing is a failure.</summary>
[Category("Agreement")]
public sealed class AbsenceTests
{
    [TestCase(Contender.Cpp)]
    [TestCase(Contender.Python)]
    public void A_peer_that_is_missing_fails_the_test_on_CI(string name) =>
        Assert.That(() => Absence.Of(Missing(name), onCi: true), Throws.TypeOf<AssertionException>().With.Message.Contains(name).And.Message.Contains("apt install"));

    [TestCase(Contender.Chainer)]
    [TestCase(Contender.TensorFlowJs)]
    [TestCase(Contender.OnnxRuntime)]
    public void Who_is_asked_for_separately_may_be_missing_there(string name) =>
        Assert.That(() => Absence.Of(Missing(name), onCi: true), Throws.TypeOf<IgnoreException>());

    [Test]
    public void The_other_supplier_may_be_missing_there() =>
        Assert.That(() => Absence.Of(Missing(OtherSupplierContender.Name), onCi: true), Throws.TypeOf<IgnoreException>());

    [TestCase(Contender.Cpp)]
    [TestCase(Contender.Chainer)]
    public void Elsewhere_the_test_is_passed_over_and_says_why(string name) =>
        Assert.That(() => Absence.Of(Missing(name), onCi: false), Throws.TypeOf<IgnoreException>().With.Message.Contains(name).And.Message.Contains("apt install"));

    private static Contender Missing(string name) => new(name, name, null, "apt install it");
}
