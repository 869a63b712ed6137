using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Program;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>What is accepted, by what tolerance, and what is left behind for whoever has to decide.</summary>
[NonParallelizable]
public sealed class NumericSnapshotTests
{
    private static readonly NumericEnvironment here = new("1.13.1", "openblas", "AVX512", 1);
    private Folder folder = null!;

    private NumericSnapshotFile Snapshot => new(folder.Path, "name");

    private string Verified => folder["name.verified.txt"];

    private string Received => folder["name.received.txt"];

    [SetUp]
    public void Make() => folder = new Folder();

    [TearDown]
    public void Remove() => folder.Dispose();

    /// <summary>On CI as at a desk: nothing is accepted for not being there.</summary>
    [TestCase("true")]
    [TestCase(null)]
    public void A_new_snapshot_fails_and_what_it_leaves_passes_once_it_is_accepted(string? ci)
    {
        using var machine = new Variable("CI", ci);
        var fault = Assert.Throws<NumericSnapshotException>(() => Verify(here, 1, 0.1f));
        Assert.That(fault.Message, Does.StartWith("Snapshot name is new.").And.Contain(Received).And.Contain(Verified));
        Assert.That(folder.Names, Is.EqualTo(new[] { "name.received.txt" }));
        Accept();
        Assert.That(Verify(here, 1, 0.1f).Exact, Is.True);
        Assert.That(folder.Names, Is.EqualTo(new[] { "name.verified.txt" }));
    }

    [Test]
    public void The_file_reads_well()
    {
        var snapshot = new NumericSnapshot("Two losses.", [new("one", new(0, 1e-6, "a sum in another order")), new("number.two", new(1.5e-7, 0, "rounding"))],
            [
                new(here, new Dictionary<string, float> { ["number.two"] = -0.1f, ["one"] = 2.3025851f }),
                new(here with { LibTorch = "2.6.0", Blas = null, Threads = 16 }, new Dictionary<string, float> { ["one"] = float.Epsilon, ["number.two"] = float.PositiveInfinity }),
            ]);
        Assert.That(NumericSnapshotWriter.Write(snapshot, ["Two things are other:", "both"]), Is.EqualTo(
            """
            # Two losses.

            # In an environment that is listed here the bits must be the same. Any other is held against the nearest that is listed:
            # |value - listed| <= atol + rtol * |listed|. How to accept other values, or add an environment: README, Snapshots.

            # Two things are other:
            # both

            tolerance     atol    rtol    why as much as this
              one         0       1e-6    a sum in another order
              number.two  1.5e-7  0       rounding

            environment
              libtorch    1.13.1
              blas        openblas
              cpu         AVX512
              threads     1
              one         0x1.26bb1cp+1     2.3025851
              number.two  -0x1.99999ap-4    -0.1

            environment
              libtorch    2.6.0
              blas        unknown
              cpu         AVX512
              threads     16
              one         0x1p-149          1E-45
              number.two  inf               Infinity

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Where_the_environment_is_listed_one_bit_more_fails()
    {
        Accept(here, 1, 0.1f);
        var fault = Assert.Throws<NumericSnapshotException>(() => Verify(here, 1, MathF.BitIncrement(0.1f)));
        Assert.That(fault.Message, Does.Contain("two: 0x1.99999cp-4 (0.10000001), listed 0x1.99999ap-4 (0.1); off by 7.451e-9, allowed no bit (atol 1e-3, rtol 1e-2, in other environments)"));
        Assert.That(fault.Message, Does.Not.Contain("one:"));
    }

    [TestCase(0f, -0f)]
    [TestCase(float.NaN, 1f)]
    [TestCase(1f, float.NaN)]
    [TestCase(float.PositiveInfinity, float.NegativeInfinity)]
    [TestCase(float.PositiveInfinity, float.MaxValue)]
    [TestCase(1f, float.PositiveInfinity)]
    public void What_is_not_finite_or_has_another_sign_is_no_rounding(float listed, float value)
    {
        Accept(here, 1, listed);
        Assert.Throws<NumericSnapshotException>(() => Verify(here, 1, value));
        if (value != 0)
            Assert.Throws<NumericSnapshotException>(() => Verify(here with { Threads = 2 }, 1, value), "in another environment either");
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    [TestCase(float.Epsilon)]
    [TestCase(float.MaxValue)]
    [TestCase(-0f)]
    public void Every_float_is_the_same_as_itself(float value)
    {
        Accept(here, 1, value);
        Assert.That(Verify(here, 1, value).Deviations, Is.Empty);
        Assert.That(Verify(here with { Blas = null }, 1, value).Deviations, Is.Empty);
    }

    /// <summary>atol 1e-3 and rtol 1e-2 of 0.1: 2e-3.</summary>
    [TestCase(0.1f, true)]
    [TestCase(0.1019f, true)]
    [TestCase(0.0981f, true)]
    [TestCase(0.1021f, false)]
    [TestCase(0.0979f, false)]
    public void Where_it_is_not_listed_the_tolerance_of_the_key_decides(float value, bool passes)
    {
        Accept(here, 1, 0.1f);
        foreach (var other in new[] { here with { LibTorch = "2.6.0" }, here with { Blas = "blis" }, here with { CpuCapability = "AVX2" }, here with { Threads = 2 } })
        {
            if (!passes)
            {
                Assert.That(() => Verify(other, 1, value), Throws.TypeOf<NumericSnapshotException>().With.Message.Contains("allowed 2e-3 (atol 1e-3, rtol 1e-2)"));
                continue;
            }
            var comparison = Verify(other, 1, value);
            Assert.That(comparison.Exact, Is.False);
            Assert.That(string.Join('\n', comparison.Lines()), Does.StartWith($"No entry has {other}. Held against the nearest: "));
        }
    }

    /// <summary>What cannot be found out is never taken to be the same, even where it could not be found out when it was recorded.</summary>
    [TestCase(null, "openblas", "AVX512")]
    [TestCase("2.7.1", null, "AVX512")]
    [TestCase("2.7.1", "openblas", null)]
    public void What_is_unknown_is_no_match(string? libtorch, string? blas, string? capability)
    {
        var unknown = new NumericEnvironment(libtorch, blas, capability, 1);
        Accept(unknown, 1, 0.1f);
        Assert.That(Verify(unknown, 1, 0.1019f).Exact, Is.False);
    }

    [TestCase("1.13.0", "openblas", "AVX512", 1, "1.13.1")]
    [TestCase("2.7.1", "mkl", "AVX2", 8, "2.6.0 AVX2")]
    [TestCase("2.7.1", "mkl", "NEON", 8, "2.6.0")]
    [TestCase("2.1.0", "openblas", "AVX512", 1, "2.6.0")]
    [TestCase("0.4", "openblas", "AVX512", 1, "1.13.1")]
    [TestCase("9999999999.nonsense", "openblas", "AVX512", 1, "1.13.1")]
    [TestCase("2.6.0", "openblas", "AVX2", 1, "2.6.0 AVX2")]
    [TestCase("2.6.0", "openblas", "AVX512", 4, "2.6.0")]
    public void The_nearest_has_the_nearest_libtorch_and_then_the_fewest_differences(string libtorch, string blas, string capability, int threads, string expected)
    {
        NumericEntry[] entries = [Entry(here, 1, 1), Entry(here with { LibTorch = "2.6.0" }, 1, 1), Entry(here with { LibTorch = "2.6.0", CpuCapability = "AVX2" }, 1, 1)];
        var names = new[] { "1.13.1", "2.6.0", "2.6.0 AVX2" };
        var snapshot = Example(entries);
        var nearest = snapshot.Nearest(new NumericEnvironment(libtorch, blas, capability, threads));
        Assert.That(names[Array.IndexOf(entries, nearest)], Is.EqualTo(expected));
    }

    [Test]
    public void A_key_that_did_not_come_and_one_that_nobody_knows_fail_by_name_whatever_the_environment()
    {
        Accept(here, 1, 2);
        foreach (var environment in new[] { here, here with { Threads = 2 } })
        {
            var fault = Assert.Throws<NumericSnapshotException>(() => Verify(environment, new Dictionary<string, float> { ["one"] = 1, ["three"] = 3 }));
            Assert.That(fault.Message, Does.Contain("two: nothing came, 0x1p+1 (2) is listed").And.Contain("three: 0x1.8p+1 (3) came, and the key is not listed"));
        }
    }

    [Test]
    public void The_order_in_which_values_come_says_nothing()
    {
        Accept(here, 1, 2);
        Assert.That(Verify(here, new Dictionary<string, float> { ["two"] = 2, ["one"] = 1 }).Passes, Is.True);
    }

    [Test]
    public void What_is_received_explains_itself_and_keeps_the_tolerances_and_the_other_environments()
    {
        var other = here with { LibTorch = "2.6.0" };
        File.WriteAllText(Verified, NumericSnapshotWriter.Write(Example(Entry(here, 1, 2), Entry(other, 3, 4)), []));
        Assert.Throws<NumericSnapshotException>(() => Verify(here, 5, 2));
        Assert.That(File.ReadAllText(Received), Does.Contain(
            """
            # Snapshot name differs.
            # Held, bit for bit, against the entry of libtorch 1.13.1, BLAS openblas, CPU capability AVX512, 1 thread.
            # one: 0x1.4p+2 (5), listed 0x1p+0 (1); off by 4e+0, allowed no bit (atol 0, rtol 0, in other environments)
            # What the other environment has is as it was.
            # If that is right, accept it: mv name.received.txt name.verified.txt
            """.ReplaceLineEndings("\n")).Or.Contain("move /y"));
        Accept();
        var accepted = Snapshot.Read();
        Assert.That(accepted.Tolerances, Is.EqualTo(Example().Tolerances));
        Assert.That(accepted.Entries.Select(entry => entry.Environment), Is.EqualTo(new[] { here, other }));
        Assert.That(accepted.Entries[0].Values["one"], Is.EqualTo(5));
        Assert.That(accepted.Entries[1].Values["one"], Is.EqualTo(3));
        Assert.That(accepted.Heading, Is.EqualTo("Two values."));
    }

    [Test]
    public void With_other_keys_the_entries_of_other_environments_go_and_it_says_so()
    {
        File.WriteAllText(Verified, NumericSnapshotWriter.Write(Example(Entry(here, 1, 2), Entry(here with { LibTorch = "2.6.0" }, 3, 4)), []));
        Assert.That(() => Verify(here, new Dictionary<string, float> { ["one"] = 1, ["two"] = 2, ["three"] = 3 }),
            Throws.TypeOf<NumericSnapshotException>().With.Message.Contains("the entries of other environments are gone"));
        Accept();
        var accepted = Snapshot.Read();
        Assert.That(accepted.Keys, Is.EqualTo(new[] { "one", "two", "three" }));
        Assert.That(accepted.Entries, Has.Count.EqualTo(1));
        Assert.That(accepted.Tolerances[2].Value, Is.EqualTo(NumericTolerance.None));
    }

    [Test]
    public void Recording_adds_an_environment_and_fails_until_it_is_accepted()
    {
        Accept(here, 1, 0.1f);
        var other = here with { LibTorch = "2.6.0" };
        Assert.That(Verify(here, new Dictionary<string, float> { ["one"] = 1, ["two"] = 0.1f }, record: true).Exact, Is.True, "nothing to record");
        Assert.That(() => Verify(other, new Dictionary<string, float> { ["one"] = 1, ["two"] = 0.1001f }, record: true),
            Throws.TypeOf<NumericSnapshotException>().With.Message.Contains("recorded for libtorch 2.6.0"));
        Accept();
        Assert.That(Verify(other, 1, 0.1001f).Exact, Is.True);
        Assert.That(Verify(here, 1, 0.1f).Exact, Is.True);
    }

    private static NumericEntry Entry(NumericEnvironment environment, float one, float two) =>
        new(environment, new Dictionary<string, float> { ["one"] = one, ["two"] = two });

    internal static NumericSnapshot Example(params NumericEntry[] entries) => new("Two values.",
        [new("one", new(0, 0, "a count")), new("two", new(1e-3, 1e-2, "measured"))], entries);

    private NumericComparison Verify(NumericEnvironment environment, float one, float two) =>
        Verify(environment, new Dictionary<string, float> { ["one"] = one, ["two"] = two });

    private NumericComparison Verify(NumericEnvironment environment, Dictionary<string, float> values, bool record = false) =>
        Snapshot.Verify("Two values.", new NumericEntry(environment, values), record);

    private void Accept(NumericEnvironment environment, float one, float two) =>
        File.WriteAllText(Verified, NumericSnapshotWriter.Write(Example(Entry(environment, one, two)), []));

    // As README has it.
    private void Accept() => File.Move(Received, Verified, overwrite: true);
}
