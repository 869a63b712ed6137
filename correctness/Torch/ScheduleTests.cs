using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// Schedules against what PyTorch 1.13 prints for the same ones: the rates of two groups (0.1 and 0.03 at first) and the
/// second group's momentum, a row per epoch; every bit the same.
/// </summary>
public sealed class ScheduleTests
{
    private static IEnumerable<TestCaseData> Schedules
    {
        get
        {
            yield return Schedule("StepLR", o => StepLR(o, 3),
            [
                0.1, 0.03, 0.9,
                0.1, 0.03, 0.9,
                0.1, 0.03, 0.9,
                0.010000000000000002, 0.003, 0.9,
                0.010000000000000002, 0.003, 0.9,
                0.010000000000000002, 0.003, 0.9,
                0.0010000000000000002, 0.00030000000000000003, 0.9,
                0.0010000000000000002, 0.00030000000000000003, 0.9,
            ]);
            yield return Schedule("StepLR of 1 with another gamma", o => StepLR(o, 1, 0.7),
            [
                0.1, 0.03, 0.9,
                0.06999999999999999, 0.020999999999999998, 0.9,
                0.048999999999999995, 0.014699999999999998, 0.9,
                0.0343, 0.010289999999999997, 0.9,
                0.024009999999999997, 0.007202999999999998, 0.9,
                0.016806999999999996, 0.005042099999999998, 0.9,
                0.011764899999999997, 0.0035294699999999985, 0.9,
                0.008235429999999997, 0.002470628999999999, 0.9,
            ]);
            yield return Schedule("MultiStepLR", o => MultiStepLR(o, [2, 5, 5], 0.3),
            [
                0.1, 0.03, 0.9,
                0.1, 0.03, 0.9,
                0.03, 0.009, 0.9,
                0.03, 0.009, 0.9,
                0.03, 0.009, 0.9,
                0.0026999999999999997, 0.00081, 0.9,
                0.0026999999999999997, 0.00081, 0.9,
                0.0026999999999999997, 0.00081, 0.9,
            ]);
            yield return Schedule("ExponentialLR", o => ExponentialLR(o, 0.9),
            [
                0.1, 0.03, 0.9,
                0.09000000000000001, 0.027, 0.9,
                0.08100000000000002, 0.0243, 0.9,
                0.07290000000000002, 0.02187, 0.9,
                0.06561000000000002, 0.019683000000000003, 0.9,
                0.05904900000000002, 0.017714700000000003, 0.9,
                0.05314410000000002, 0.015943230000000003, 0.9,
                0.04782969000000002, 0.014348907000000003, 0.9,
            ]);
            yield return Schedule("ConstantLR", o => ConstantLR(o, total_iters: 4),
            [
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.1, 0.029999999999999995, 0.9,
                0.1, 0.029999999999999995, 0.9,
                0.1, 0.029999999999999995, 0.9,
                0.1, 0.029999999999999995, 0.9,
            ]);
            yield return Schedule("LinearLR", o => LinearLR(o, 0.25, 0.75, 6),
            [
                0.025, 0.0075, 0.9,
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.041666666666666664, 0.012499999999999997, 0.9,
                0.049999999999999996, 0.014999999999999996, 0.9,
                0.058333333333333334, 0.017499999999999995, 0.9,
                0.06666666666666667, 0.019999999999999993, 0.9,
                0.075, 0.022499999999999992, 0.9,
                0.075, 0.022499999999999992, 0.9,
            ]);
            yield return Schedule("PolynomialLR", o => PolynomialLR(o, 6, 2),
            [
                0.1, 0.03, 0.9,
                0.06944444444444446, 0.020833333333333336, 0.9,
                0.04444444444444447, 0.013333333333333338, 0.9,
                0.02500000000000001, 0.007500000000000001, 0.9,
                0.011111111111111117, 0.0033333333333333344, 0.9,
                0.0027777777777777775, 0.0008333333333333331, 0.9,
                0.0, 0.0, 0.9,
                0.0, 0.0, 0.9,
            ]);
            yield return Schedule("CosineAnnealingLR", o => CosineAnnealingLR(o, 5, 0.001),
            [
                0.1, 0.03, 0.9,
                0.0905463412215599, 0.027230746418436737, 0.9,
                0.06579634122155989, 0.019980746418436737, 0.9,
                0.035203658778440096, 0.011019253581563263, 0.9,
                0.010453658778440105, 0.003769253581563263, 0.9,
                0.001, 0.001, 0.9,
                0.010453658778440102, 0.0037692535815632617, 0.9,
                0.03520365877844012, 0.011019253581563266, 0.9,
            ]);
            yield return Schedule("CosineAnnealingLR to 0", o => CosineAnnealingLR(o, 9),
            [
                0.1, 0.03, 0.9,
                0.09698463103929543, 0.029095389311788625, 0.9,
                0.08830222215594889, 0.026490666646784667, 0.9,
                0.075, 0.0225, 0.9,
                0.058682408883346526, 0.017604722665003958, 0.9,
                0.041317591116653486, 0.012395277334996046, 0.9,
                0.025000000000000012, 0.007500000000000004, 0.9,
                0.011697777844051105, 0.003509333353215332, 0.9,
            ]);
            yield return Schedule("LambdaLR", o => LambdaLR(o, epoch => 1.0 / (epoch + 1)),
            [
                0.1, 0.03, 0.9,
                0.05, 0.015, 0.9,
                0.03333333333333333, 0.009999999999999998, 0.9,
                0.025, 0.0075, 0.9,
                0.020000000000000004, 0.006, 0.9,
                0.016666666666666666, 0.004999999999999999, 0.9,
                0.014285714285714285, 0.004285714285714285, 0.9,
                0.0125, 0.00375, 0.9,
            ]);
            yield return Schedule("MultiplicativeLR", o => MultiplicativeLR(o, epoch => 0.5 + 0.1 * epoch),
            [
                0.1, 0.03, 0.9,
                0.06, 0.018, 0.9,
                0.041999999999999996, 0.012599999999999998, 0.9,
                0.0336, 0.010079999999999999, 0.9,
                0.03024, 0.009071999999999998, 0.9,
                0.03024, 0.009071999999999998, 0.9,
                0.033264, 0.009979199999999999, 0.9,
                0.03991680000000001, 0.011975040000000001, 0.9,
            ]);
            yield return Schedule("SequentialLR", o => SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)], [3]),
            [
                0.010000000000000002, 0.003, 0.9,
                0.010000000000000002, 0.003, 0.9,
                0.10000000000000002, 0.03, 0.9,
                0.1, 0.03, 0.9,
                0.09000000000000001, 0.027, 0.9,
                0.08100000000000002, 0.0243, 0.9,
                0.07290000000000002, 0.02187, 0.9,
                0.06561000000000002, 0.019683000000000003, 0.9,
            ]);
            yield return Schedule("ChainedLR", o => ChainedLR([ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)]),
            [
                0.010000000000000002, 0.003, 0.9,
                0.009000000000000003, 0.0027, 0.9,
                0.08100000000000003, 0.024300000000000002, 0.9,
                0.07290000000000003, 0.021870000000000004, 0.9,
                0.06561000000000003, 0.019683000000000003, 0.9,
                0.059049000000000025, 0.017714700000000003, 0.9,
                0.05314410000000002, 0.015943230000000003, 0.9,
                0.04782969000000002, 0.014348907000000003, 0.9,
            ]);
            yield return Schedule("CyclicLR", o => CyclicLR(o, 0.01, 0.1, 3),
            [
                0.01, 0.01, 0.9,
                0.040000000000000015, 0.040000000000000015, 0.8666666666666667,
                0.06999999999999999, 0.06999999999999999, 0.8333333333333334,
                0.1, 0.1, 0.8,
                0.07000000000000003, 0.07000000000000003, 0.8333333333333334,
                0.03999999999999998, 0.03999999999999998, 0.8666666666666667,
                0.01, 0.01, 0.9,
                0.040000000000000056, 0.040000000000000056, 0.8666666666666666,
            ]);
            yield return Schedule("CyclicLR halving", o => CyclicLR(o, [0.01, 0.02], [0.1, 0.3], 2, 3, impl.CyclicLR.Mode.Triangular2),
            [
                0.01, 0.02, 0.9,
                0.055, 0.15999999999999995, 0.8500000000000001,
                0.09999999999999999, 0.29999999999999993, 0.8,
                0.06999999999999999, 0.2066666666666666, 0.8333333333333334,
                0.039999999999999994, 0.11333333333333331, 0.8666666666666667,
                0.01, 0.02, 0.9,
                0.03250000000000002, 0.09000000000000005, 0.875,
                0.055, 0.15999999999999995, 0.8500000000000001,
            ]);
            yield return Schedule("CyclicLR decaying", o => CyclicLR(o, 0.01, 0.1, 3, 1, impl.CyclicLR.Mode.ExpRange, 0.9, cycle_momentum: false),
            [
                0.01, 0.01, 0.9,
                0.037000000000000005, 0.037000000000000005, 0.9,
                0.058600000000000006, 0.058600000000000006, 0.9,
                0.07561000000000001, 0.07561000000000001, 0.9,
                0.01, 0.01, 0.9,
                0.027714700000000002, 0.027714700000000002, 0.9,
                0.04188646000000001, 0.04188646000000001, 0.9,
                0.05304672100000001, 0.05304672100000001, 0.9,
            ]);
            yield return Schedule("CyclicLR with a scale of its own", o => CyclicLR(o, 0.01, 0.1, 2, scale_fn: x => 1 / (1 + x), scale_mode: impl.CyclicLR.ScaleMode.Iterations),
            [
                0.01, 0.01, 0.9,
                0.0325, 0.0325, 0.875,
                0.04, 0.04, 0.8666666666666667,
                0.02125, 0.02125, 0.8875000000000001,
                0.01, 0.01, 0.9,
                0.0175, 0.0175, 0.8916666666666667,
                0.02285714285714286, 0.02285714285714286, 0.8857142857142858,
                0.015625, 0.015625, 0.89375,
            ]);
            yield return Schedule("OneCycleLR", o => OneCycleLR(o, 0.5, 8),
            [
                0.020000000000000018, 0.020000000000000018, 0.95,
                0.409637552446096, 0.409637552446096, 0.8688255099070633,
                0.4859708886937616, 0.4859708886937616, 0.8528058334845816,
                0.4058728269748815, 0.4058728269748815, 0.8688255099070633,
                0.2779920070613508, 0.2779920070613508, 0.8944017761948346,
                0.14153049910434962, 0.14153049910434962, 0.9216941869558779,
                0.0383207969171282, 0.0383207969171282, 0.9423362099614142,
                2e-06, 2e-06, 0.95,
            ]);
            yield return Schedule("OneCycleLR in lines and three phases", o => OneCycleLR(o, [0.5, 0.2], epochs: 2, steps_per_epoch: 5, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true, div_factor: 10),
            [
                0.05, 0.02, 0.95,
                0.275, 0.11000000000000001, 0.8999999999999999,
                0.5, 0.2, 0.85,
                0.275, 0.11, 0.8999999999999999,
                0.04999999999999999, 0.01999999999999999, 0.95,
                0.040001, 0.016000399999999998, 0.95,
                0.030002, 0.012000799999999999, 0.95,
                0.020003, 0.0080012, 0.95,
            ]);
            yield return Schedule("OneCycleLR on Adam", o => OneCycleLR(o, 0.5, 8),
            [
                0.020000000000000018, 0.020000000000000018, 0.95,
                0.409637552446096, 0.409637552446096, 0.8688255099070633,
                0.4859708886937616, 0.4859708886937616, 0.8528058334845816,
                0.4058728269748815, 0.4058728269748815, 0.8688255099070633,
                0.2779920070613508, 0.2779920070613508, 0.8944017761948346,
                0.14153049910434962, 0.14153049910434962, 0.9216941869558779,
                0.0383207969171282, 0.0383207969171282, 0.9423362099614142,
                2e-06, 2e-06, 0.95,
            ], adam: true);
        }
    }

    [TestCaseSource(nameof(Schedules))]
    public void Rates_are_PyTorchs(Func<Optimizer, LRScheduler> make, double[] expected, bool adam)
    {
        using OptimizerHelper optimizer = adam ? Betas() : Momentum();
        var schedule = make(optimizer);
        var seen = new List<double>();
        for (var epoch = 0; epoch < 8; epoch++)
        {
            seen.AddRange(optimizer.ParamGroups.Select(group => group.LearningRate));
            seen.Add(optimizer.ParamGroups.Last() is IMomentum momentum ? momentum.Momentum : ((IBetas)optimizer.ParamGroups.Last()).Betas.Item1);
            optimizer.step();
            schedule.step();
            Assert.That(schedule.get_last_lr(), Is.EqualTo(optimizer.ParamGroups.Select(group => group.LearningRate)));
        }

        Assert.That(seen, Is.EqualTo(expected));
    }

    [Test]
    public void A_plateau_lowers_the_rate_after_its_patience_and_rests()
    {
        using var optimizer = Momentum();
        var schedule = ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, min_lr: [0.0, 0.01], threshold: 0.1);
        var seen = new List<double>();
        foreach (var metric in new[] { 1.0, 0.95, 0.8, 0.79, 0.78, 0.77, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 })
        {
            schedule.step(metric);
            seen.AddRange(schedule.get_last_lr());
        }

        Assert.That(seen, Is.EqualTo(new[]
        {
            0.1, 0.03, 0.1, 0.03, 0.1, 0.03, 0.1, 0.03, 0.05, 0.015, 0.05, 0.015, 0.05, 0.015, 0.05, 0.015, 0.025, 0.01, 0.025, 0.01, 0.025, 0.01, 0.0125, 0.01,
        }));
        Assert.That(schedule.step, Throws.InvalidOperationException);
        Assert.That(() => schedule.step((int?)1), Throws.InvalidOperationException);
    }

    [Test]
    public void A_plateau_of_a_metric_that_should_grow()
    {
        using var optimizer = Momentum();
        var schedule = ReduceLROnPlateau(optimizer, mode: "max", factor: 0.5, patience: 0, threshold: 0.05, threshold_mode: "abs");
        var seen = new List<double>();
        foreach (var metric in new[] { 0.1, 0.2, 0.22, 0.3, 0.3 })
        {
            schedule.step(metric);
            seen.Add(schedule.get_last_lr().First());
        }

        Assert.That(seen, Is.EqualTo(new[] { 0.1, 0.1, 0.05, 0.05, 0.025 }));
    }

    [Test]
    public void A_given_epoch_uses_the_closed_formula()
    {
        using var stepped = Momentum();
        StepLR(stepped, 2, 0.5).step((int?)5);
        using var cosine = Momentum();
        var schedule = CosineAnnealingLR(cosine, 7, 0.01);
        schedule.step((int?)3);
        schedule.step(0.5);
        using var resumed = Momentum();
        CosineAnnealingLR(resumed, 7, 0.01, last_epoch: 2);
        Assert.Multiple(() =>
        {
            Assert.That(Rates(stepped), Is.EqualTo(new[] { 0.025, 0.0075 }));
            Assert.That(Rates(cosine), Is.EqualTo(new[] { 0.04498655797196586, 0.017774790660436857 }));
            Assert.That(Rates(resumed), Is.EqualTo(new[] { 0.06501344202803415, 0.022225209339563144 }));
        });
    }

    [Test]
    public void A_schedule_that_makes_no_sense_is_refused()
    {
        using var optimizer = Momentum();
        using var other = Momentum();
        Assert.Multiple(() =>
        {
            Assert.That(() => StepLR(null!, 1), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => StepLR(optimizer, 0), Throws.ArgumentException);
            Assert.That(() => LinearLR(optimizer, 1.5), Throws.ArgumentException);
            Assert.That(() => ReduceLROnPlateau(optimizer, "least"), Throws.ArgumentException);
            Assert.That(() => OneCycleLR(optimizer, 0.1), Throws.ArgumentException);
            Assert.That(() => OneCycleLR(optimizer, [0.1], 5), Throws.ArgumentException);
            Assert.That(() => CyclicLR(Betas(), 0.1, 0.2), Throws.ArgumentException);
            Assert.That(() => ChainedLR([ConstantLR(optimizer), ConstantLR(other)]), Throws.ArgumentException);
            Assert.That(() => SequentialLR(optimizer, [ConstantLR(optimizer)], [1]), Throws.ArgumentException);
        });
    }

    private static IEnumerable<double> Rates(Optimizer optimizer) => optimizer.ParamGroups.Select(group => group.LearningRate);

    private static SGD Momentum() => SGD([new SGD.ParamGroup([Weight()], 0.1, 0.9), new SGD.ParamGroup([Weight()], 0.03, 0.9)], 1);

    private static Adam Betas() => Adam([new Adam.ParamGroup([Weight()], 0.1), new Adam.ParamGroup([Weight()], 0.03)]);

    private static Parameter Weight() => new(torch.ones(1L));

    private static TestCaseData Schedule(string name, Func<Optimizer, LRScheduler> make, double[] expected, bool adam = false) =>
        new TestCaseData(make, expected, adam).SetArgDisplayNames(name);
}
