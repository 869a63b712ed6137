using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Drawn weights have the spread of their formula, and generators repeat themselves.</summary>
public sealed class InitTests
{
    private static IEnumerable<TestCaseData> Draws()
    {
        // Of 60×40×3×3: fan in 360, fan out 540. The deviation of a uniform draw is its bound over √3.
        yield return Of("uniform_", x => nn.init.uniform_(x, -1, 3), 1, 4 / Math.Sqrt(12));
        yield return Of("normal_", x => nn.init.normal_(x, 2, 0.5), 2, 0.5);
        yield return Of("Tensor.uniform_", x => x.uniform_(0, 1), 0.5, 1 / Math.Sqrt(12));
        yield return Of("Tensor.normal_", x => x.normal_(-1, 2), -1, 2);
        yield return Of("xavier_normal_", x => nn.init.xavier_normal_(x, 2), 0, 2 * Math.Sqrt(2.0 / 900));
        yield return Of("xavier_uniform_", x => nn.init.xavier_uniform_(x, 2), 0, 2 * Math.Sqrt(2.0 / 900));
        yield return Of("glorot_normal_", x => nn.init.glorot_normal_(x), 0, Math.Sqrt(2.0 / 900));
        yield return Of("glorot_uniform_", x => nn.init.glorot_uniform_(x), 0, Math.Sqrt(2.0 / 900));
        yield return Of("kaiming_normal_", x => nn.init.kaiming_normal_(x, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU), 0, Math.Sqrt(2.0 / 540));
        yield return Of("kaiming_uniform_", x => nn.init.kaiming_uniform_(x, Math.Sqrt(5)), 0, Math.Sqrt(2.0 / 6 / 360));
    }

    [TestCaseSource(nameof(Draws))]
    public void A_draw_has_its_middle_and_its_spread(Func<Tensor, Tensor> draw, double middle, double deviation)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var weights = zeros(60, 40, 3, 3, float64);
        Assert.That(draw(weights), Is.SameAs(weights));
        var numbers = weights.data<double>().ToArray();
        var mean = numbers.Average();
        Assert.That(mean, Is.EqualTo(middle).Within(0.03 * deviation));
        Assert.That(Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))), Is.EqualTo(deviation).Within(0.02 * deviation));
        var empty = zeros(0, 3, float64);
        Assert.That(draw(empty).numel(), Is.Zero);
    }

    [Test]
    public void Fans_and_gains_are_those_of_their_definition()
    {
        using var scope = NewDisposeScope();
        Assert.That(nn.init.CalculateFanInAndFanOut(zeros(6, 4, 3, 3)), Is.EqualTo((36L, 54L)));
        Assert.That(nn.init.CalculateFanInAndFanOut(zeros(6, 4)), Is.EqualTo((4L, 6L)));
        Assert.That(() => nn.init.CalculateFanInAndFanOut(zeros(6)), Throws.ArgumentException);
        Assert.That(nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 2), Is.EqualTo(Math.Sqrt(0.4)));
        Assert.That(nn.init.calculate_gain(nn.init.NonlinearityType.Tanh), Is.EqualTo(5.0 / 3));
    }

    [Test]
    public void The_inverse_of_the_error_function_is_its_inverse()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 81, writable: true).Where(input => input.Tensor.dtype == ScalarType.Float64))
        {
            input.Tensor.div_(5);
            var found = input.Tensor.erfinv_();
            Assert.That(found, Is.SameAs(input.Tensor));
            input.Values.Map(value => value / 5).Matches(from_array(found.data<double>().ToArray().Select(Erf).ToArray()).reshape(found.shape), input.Name);
            Assert.That(input.Spoilt(), Is.Zero);
        }
    }

    [Test]
    public void A_generator_repeats_from_its_seed_and_from_its_state()
    {
        using var scope = NewDisposeScope();
        using var one = new Generator(7);
        using var other = new Generator(0, CPU);
        Assert.That(other.manual_seed(7), Is.SameAs(other));
        Assert.That((one.initial_seed(), other.initial_seed()), Is.EqualTo((7L, 7L)));
        Assert.That(rand([5L], float64, generator: one).data<double>().ToArray(), Is.EqualTo(rand([5L], float64, generator: other).data<double>().ToArray()));
        var state = one.get_state();
        var next = randn([5L], float64, generator: one).data<double>().ToArray();
        other.set_state(state);
        Assert.That(randn([5L], float64, generator: other).data<double>().ToArray(), Is.EqualTo(next));
        var seed = one.seed();
        Assert.That(one.initial_seed(), Is.EqualTo(seed));
        var (drawn, before) = (random.seed(), get_rng_state());
        Assert.That(initial_seed(), Is.EqualTo(drawn));
        var first = rand([3L], float64).data<double>().ToArray();
        random.set_rng_state(before);
        Assert.That(rand([3L], float64).data<double>().ToArray(), Is.EqualTo(first));
        one.Dispose();
        Assert.That(() => one.initial_seed(), Throws.InstanceOf<ObjectDisposedException>());
    }

    // The series of erf; for |x| below 1.3, as here, 60 terms are more than double precision.
    private static double Erf(double x)
    {
        var (sum, term) = (0.0, x);
        for (var n = 0; n < 60; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static TestCaseData Of(string name, Func<Tensor, Tensor> draw, double middle, double deviation) => new TestCaseData(draw, middle, deviation).SetArgDisplayNames(name);
}
