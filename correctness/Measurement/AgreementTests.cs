using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class AgreementTests
{
    private const string Digest = "00ff";
    private static readonly Testimony reference = new("csharp-system", "1.13.1", "openblas", "AVX2", Digest, ["0x1.26bb1cp+1", "0x1p+1"]);

    [Test]
    public void The_same_bits_agree_exactly()
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "cpp" }]);
        Assert.Multiple(() =>
        {
            Assert.That(judged[0].Status, Is.EqualTo(AgreementStatus.Reference));
            Assert.That(judged[1].Status, Is.EqualTo(AgreementStatus.Exact));
            Assert.That(judged[1].To, Is.EqualTo("csharp-system"));
            Assert.That(judged.All(one => one.Agrees), Is.True);
        });
    }

    [Test]
    public void One_bit_in_one_loss_disagrees_and_is_told()
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "python", Losses = ["0x1.26bb1cp+1", "0x1.000002p+1"] }])[1];
        Assert.Multiple(() =>
        {
            Assert.That(judged.Status, Is.EqualTo(AgreementStatus.Disagrees));
            Assert.That(judged.LargestDifference, Is.EqualTo(Math.ScaleB(1, -22)));
            Assert.That(judged.Reason, Is.EqualTo("same parameters, loss 2 of 2 differs by 2.384e-7: 0x1.000002p+1, csharp-system has 0x1p+1"));
        });
    }

    [Test]
    public void Other_parameters_disagree_even_with_the_same_losses()
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "cpp", Digest = "11" }])[1];
        Assert.That((judged.Status, judged.SameDigest, judged.Reason), Is.EqualTo((AgreementStatus.Disagrees, false, "other parameters, same losses")));
    }

    [TestCase("0x1.00002p+1", AgreementStatus.Within)]
    [TestCase("0x1.01p+1", AgreementStatus.Disagrees)]
    public void Another_libtorch_is_given_a_tolerance(string loss, AgreementStatus expected)
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "csharp-torchsharp", LibTorch = "2.7.1", Losses = ["0x1.26bb1cp+1", loss] }])[1];
        Assert.That(judged.Status, Is.EqualTo(expected));
        Assert.That(judged.Reason, Does.EndWith("libtorch 2.7.1, csharp-system has 1.13.1"));
        Assert.That(judged.Tolerance, Is.EqualTo(Agreement.DefaultTolerance));
    }

    [TestCase("0x1.002p+1", "00ff", AgreementStatus.Within)]
    [TestCase("0x1.02p+1", "00ff", AgreementStatus.Disagrees)]
    [TestCase("0x1.002p+1", "11", AgreementStatus.Disagrees)]
    public void Where_a_GPU_sums_in_any_order_losses_are_given_a_tolerance_and_first_parameters_none(string loss, string digest, AgreementStatus expected)
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "cpp", Digest = digest, Losses = ["0x1.26bb1cp+1", loss], Freedom = "any order" }], Agreement.FreeTolerance)[1];
        Assert.That(judged.Status, Is.EqualTo(expected), judged.Reason);
    }

    [TestCase("1.13", null, null, AgreementStatus.Disagrees)]
    [TestCase("1.13.1", "mkl", null, AgreementStatus.Within)]
    [TestCase("1.13.1", null, "AVX512", AgreementStatus.Within)]
    [TestCase("1.12.1", null, null, AgreementStatus.Within)]
    [TestCase(null, null, null, AgreementStatus.Within)]
    public void Only_a_known_difference_of_the_stack_excuses(string? libtorch, string? blas, string? capability, AgreementStatus expected)
    {
        var other = new Testimony("cpp", libtorch, blas, capability, Digest, ["0x1.26bb1cp+1", "0x1.000002p+1"]);
        Assert.That(Agreement.Judge([reference, other])[1].Status, Is.EqualTo(expected));
    }

    [Test]
    public void The_first_that_opened_is_the_reference_and_a_failure_keeps_its_words()
    {
        var failed = new Testimony("csharp-system", null, null, null, "", [], "csharp-system, asked open: died");
        var judged = Agreement.Judge([failed, reference with { Contender = "cpp" }]);
        Assert.Multiple(() =>
        {
            Assert.That((judged[0].Status, judged[0].Reason, judged[0].To), Is.EqualTo((AgreementStatus.Failed, failed.Failure, "cpp")));
            Assert.That(judged[1].Status, Is.EqualTo(AgreementStatus.Reference));
        });
    }

    [TestCase("nan", "not finite")]
    [TestCase("inf", "not finite")]
    [TestCase("2.0", "hexadecimal")]
    public void A_loss_that_is_none_fails(string loss, string reason)
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "cpp", Losses = ["0x1p+0", loss] }])[1];
        Assert.That(judged.Status, Is.EqualTo(AgreementStatus.Failed));
        Assert.That(judged.Reason, Does.StartWith("loss 2 is").And.Contains(reason));
    }

    [Test]
    public void Fewer_losses_disagree() =>
        Assert.That(Agreement.Judge([reference, reference with { Contender = "cpp", Losses = ["0x1p+0"] }])[1].Reason, Is.EqualTo("1 losses, csharp-system has 2"));

    [Test]
    public void Nobody_is_judged_against_nobody() =>
        Assert.That(Agreement.Judge([reference with { Losses = [] }]).Single(), Has.Property("To").Null.And.Property("Status").EqualTo(AgreementStatus.Failed));

    [Test]
    public void A_tolerance_is_relative_above_1_and_absolute_below()
    {
        var large = new Testimony("a", "1.13", null, null, Digest, ["0x1p+10", "0x1p-10"]);
        AgreementStatus Judged(string first, string second) => Agreement.Judge([large, large with { Contender = "b", LibTorch = "2.6", Losses = [first, second] }], Math.ScaleB(1, -10))[1].Status;
        Assert.Multiple(() =>
        {
            // 2^-10 of 2^10 is 1, and of anything below 1 it is 2^-10 itself.
            Assert.That(Judged("0x1.004p+10", "0x1p-9"), Is.EqualTo(AgreementStatus.Within), "just as much as is allowed");
            Assert.That(Judged("0x1.0042p+10", "0x1p-10"), Is.EqualTo(AgreementStatus.Disagrees));
            Assert.That(Judged("0x1p+10", "0x1.002p-9"), Is.EqualTo(AgreementStatus.Disagrees));
        });
    }

    [Test]
    public void The_loss_that_differs_most_is_told_and_counted_from_1()
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "cpp", Losses = ["0x1.36bb1cp+1", "0x1.08p+1"] }])[1];
        Assert.That(judged.Reason, Is.EqualTo("same parameters, loss 1 of 2 differs by 1.25e-1: 0x1.36bb1cp+1, csharp-system has 0x1.26bb1cp+1"));
        Assert.That((judged.LargestDifference, judged.Tolerance, judged.Agrees), Is.EqualTo((0.125, 0.0, false)));
    }

    [TestCase("2.6", "openblas", "AVX2", "libtorch 2.6, csharp-system has 1.13.1")]
    [TestCase(null, "openblas", "AVX2", "libtorch unknown, csharp-system has 1.13.1")]
    [TestCase("2", "openblas", "AVX2", "libtorch 2, csharp-system has 1.13.1")]
    [TestCase("1.13.1", "mkl", "AVX2", "BLAS mkl, csharp-system has openblas")]
    [TestCase("1.13", "openblas", "AVX512", "CPU capability AVX512, csharp-system has AVX2")]
    public void What_excuses_is_told(string? libtorch, string blas, string capability, string excuse)
    {
        var other = new Testimony("cpp", libtorch, blas, capability, "11", ["0x1.26bb1cp+1", "0x1p+1"]);
        var judged = Agreement.Judge([reference, other])[1];
        Assert.That((judged.Status, judged.Reason), Is.EqualTo((AgreementStatus.Within, "other parameters, same losses; " + excuse)), "the digest is only told");
    }

    [Test]
    public void A_version_of_one_number_is_the_same_as_itself_alone()
    {
        var one = reference with { LibTorch = "2" };
        Assert.That(Agreement.Judge([one, one with { Contender = "cpp", Losses = ["0x1.26bb1cp+1", "0x1.000002p+1"] }])[1].Status, Is.EqualTo(AgreementStatus.Disagrees));
    }

    [Test]
    public void Whoever_brought_nothing_says_why()
    {
        var judged = Agreement.Judge([reference, reference with { Contender = "a", Losses = [] }, reference with { Contender = "b", Losses = ["0x1p+0", "+inf"] }, reference with { Contender = "c", Losses = ["1.5"] }]);
        Assert.That(judged.Skip(1).Select(one => one.Reason), Is.EqualTo(new[] { "brought no losses", "loss 2 is +inf, not finite", "loss 1 is '1.5', not a float32 as a hexadecimal float" }));
        Assert.That(judged.Skip(1).Select(one => (one.Status, one.LargestDifference)), Is.All.EqualTo((AgreementStatus.Failed, (double?)null)));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_tolerance_that_is_none_is_refused(double tolerance) =>
        Assert.That(() => Agreement.Judge([reference], tolerance), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A tolerance is finite, 0 or more."));
}
