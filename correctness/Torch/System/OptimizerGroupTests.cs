using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Groups of parameters, their options and what an optimizer remembers, each against the formula in plain C#.</summary>
public sealed class OptimizerGroupTests
{
    /// <summary>Gradients of the steps, the same for every parameter.</summary>
    private static readonly double[] gradients = [1, -0.5, 2];

    [Test]
    public void Each_group_of_sgd_goes_by_its_own_options()
    {
        var (a, b, c) = (Start(), Start(), Start());
        var named = new SGD.ParamGroup([c], new SGD.Options { LearningRate = 0.2, momentum = 0.5 });
        using var optimizer = new SGD([new SGD.ParamGroup([a], 0.1), new SGD.ParamGroup { Parameters = [b], Options = { LearningRate = 0.3 } }, named], 9, momentum: 0.25);
        Assert.That(optimizer.Momentum, Is.Zero, "of the first group");
        Take(optimizer, a, b, c);
        Assert.That(new[] { a, b, c }.Select(Value), Is.EqualTo(new[] { Sgd(0.1, 0), Sgd(0.3, 0.25), Sgd(0.2, 0.5) }).Within(1e-14));
        Assert.That((named.Momentum, named.LearningRate, named.Parameters.Single()), Is.EqualTo((0.5, 0.2, c)));
        optimizer.Momentum = 0.75;
        named.Momentum -= 0.125;
        Assert.That(optimizer.ParamGroups.Cast<SGD.ParamGroup>().Select(group => group.Momentum), Is.EqualTo(new[] { 0.75, 0.75, 0.625 }));
    }

    [Test]
    public void Each_group_of_adam_goes_by_its_own_options()
    {
        var (a, b, c) = (Start(), Start(), Start());
        var named = new Adam.ParamGroup([c], new Adam.Options { LearningRate = 0.2, beta1 = 0.5 });
        using var optimizer = new Adam([new Adam.ParamGroup([a], 0.1), new Adam.ParamGroup { Parameters = [b], Options = { LearningRate = 0.3 } }, named], 9, 0.7, 0.8);
        Assert.That(optimizer.Betas, Is.EqualTo((0.9, 0.999)), "of the first group");
        Take(optimizer, a, b, c);
        Assert.That(new[] { a, b, c }.Select(Value), Is.EqualTo(new[] { AdamOf(0.1, 0.9, 0.999), AdamOf(0.3, 0.7, 0.8), AdamOf(0.2, 0.5, 0.8) }).Within(1e-12));
        named.Betas = (0.1, 0.2);
        Assert.That((named.Betas, named.Options.beta2), Is.EqualTo(((0.1, 0.2), (double?)0.2)));
        optimizer.Betas = (0.3, 0.4);
        Assert.That(optimizer.ParamGroups.Cast<Adam.ParamGroup>().Select(group => group.Betas), Is.All.EqualTo((0.3, 0.4)));
    }

    [Test]
    public void The_constructors_take_plain_parameters_too()
    {
        var (a, b) = (Start(), Start());
        using var sgd = new SGD([a], 0.1, 0.5);
        using var adam = new Adam([b], 0.1, 0.5, 0.6);
        Take(sgd, a);
        Take(adam, b);
        Assert.That((Value(a), Value(b)), Is.EqualTo((Sgd(0.1, 0.5), AdamOf(0.1, 0.5, 0.6))).Within(1e-12));
        Assert.That((sgd.Momentum, adam.Betas), Is.EqualTo((0.5, (0.5, 0.6))));
        adam.Dispose();
        Assert.That(() => adam.step(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_rate_that_is_set_on_a_group_is_the_next_steps()
    {
        var parameter = Start();
        using var optimizer = optim.SGD([parameter], 0.1);
        var group = (ParamGroup)optimizer.ParamGroups.Single();
        (group.LearningRate, group.InitialLearningRate) = (0.5, 0.7);
        Assert.That((group.LearningRate, group.InitialLearningRate, group.Options.LearningRate, group.Options.InitialLearningRate), Is.EqualTo((0.5, 0.7, (double?)0.5, 0.7)));
        Take(optimizer, parameter);
        Assert.That(Value(parameter), Is.EqualTo(Sgd(0.5, 0)).Within(1e-14));
        Assert.That(optimizer.state_dict().Options.Single(), Is.SameAs(group.Options));
        var other = new ParamGroup { Parameters = [parameter], Options = new SGD.Options { LearningRate = 3 } };
        Assert.That((other.LearningRate, other.Parameters.Count(), new ParamGroup().Options.LearningRate), Is.EqualTo((3.0, 1, (double?)null)));
        var typed = new ParamGroup<SGD.Options>([parameter], new SGD.Options { momentum = 0.1 });
        typed.Options = new SGD.Options { momentum = 0.5 };
        Assert.That((typed.Options.momentum, ((ParamGroup)typed).Options), Is.EqualTo(((double?)0.5, (OptimizerOptions)typed.Options)));
        Assert.That(new ParamGroup<SGD.Options> { Options = typed.Options }.Options, Is.SameAs(typed.Options));
    }

    [Test]
    public void Options_come_back_from_bytes_and_from_others()
    {
        var plain = new OptimizerOptions { LearningRate = 0.25, InitialLearningRate = 0.5 };
        OptimizerOptions[] all =
        [
            plain, new SGD.Options { LearningRate = 0.125, momentum = 0.5, dampening = 0.25, weight_decay = 0.75, nesterov = true, maximize = false },
            new Adam.Options { LearningRate = 0.125, beta1 = 0.5, beta2 = 0.25, weight_decay = 0.75, eps = 0.0625, amsgrad = true, maximize = true },
        ];
        foreach (var options in all)
        {
            using var memory = new MemoryStream();
            options.SaveStateDict(new BinaryWriter(memory));
            memory.Position = 0;
            var (read, copied) = ((OptimizerOptions)Activator.CreateInstance(options.GetType())!, (OptimizerOptions)Activator.CreateInstance(options.GetType())!);
            read.LoadStateDict(new BinaryReader(memory));
            copied.LoadStateDict(options);
            Assert.That(memory.Position, Is.EqualTo(memory.Length));
            Assert.That((Fields(read), Fields(copied)), Is.EqualTo((Fields(options), Fields(options))));
        }
    }

    [Test]
    public void A_state_stays_what_it_is_where_it_is_sent()
    {
        using var parameter = Start();
        var (sgd, adam) = (new SGD.State(parameter), new Adam.State(parameter));
        adam.Initialize(new Adam.Options { amsgrad = false });
        adam.exp_avg.fill_(6);
        (sgd.momentum_buffer, adam.step) = (full(1L, 5.0, float64), 3);
        foreach (var state in new OptimizerState[] { sgd, adam })
            state.to(CPU);
        Assert.That((sgd.momentum_buffer.item<double>(), adam.exp_avg.item<double>(), adam.step), Is.EqualTo((5.0, 6.0, 3L)));
        var buffer = sgd.momentum_buffer;
        sgd.Dispose();
        adam.Dispose();
        Assert.That(buffer.IsInvalid);
    }

    [Test]
    public void Each_group_has_a_function_of_its_own_for_its_rate()
    {
        using SGD one = Two(), other = Two();
        var (times, sums) = (new optim.lr_scheduler.impl.LambdaLR(one, [epoch => epoch, epoch => 10 * epoch]), new optim.lr_scheduler.impl.MultiplicativeLR(other, [_ => 2, _ => 3]));
        for (var step = 0; step < 2; step++)
        {
            one.step();
            other.step();
            times.step();
            sums.step();
        }
        Assert.That(times.get_last_lr(), Is.EqualTo(new[] { 0.5 * 2, 0.25 * 20 }));
        Assert.That(sums.get_last_lr(), Is.EqualTo(new[] { 0.5 * 4, 0.25 * 9 }));

        static SGD Two() => new([new SGD.ParamGroup([Start()], 0.5), new SGD.ParamGroup([Start()], 0.25)], 1);
    }

    /// <summary>Whatever has a value, in words.</summary>
    private static string Fields(OptimizerOptions options) =>
        $"{options.LearningRate} {options.InitialLearningRate} {string.Join(' ', options.GetType().GetFields().Select(field => $"{field.Name}={field.GetValue(options)}"))}";

    private static Parameter Start() => nn.Parameter(full(1L, 1.0, float64));

    private static double Value(Tensor parameter) => parameter.item<double>();

    private static void Take(optim.Optimizer optimizer, params Parameter[] parameters)
    {
        foreach (var gradient in gradients)
        {
            foreach (var parameter in parameters)
                parameter.grad = full(1L, gradient, float64);
            optimizer.step();
        }
    }

    private static double Sgd(double rate, double momentum)
    {
        var (value, buffer) = (1.0, 0.0);
        foreach (var gradient in gradients)
        {
            buffer = momentum * buffer + gradient;
            value -= rate * buffer;
        }
        return value;
    }

    private static double AdamOf(double rate, double beta1, double beta2)
    {
        var (value, mean, square) = (1.0, 0.0, 0.0);
        for (var step = 1; step <= gradients.Length; step++)
        {
            var gradient = gradients[step - 1];
            mean = beta1 * mean + (1 - beta1) * gradient;
            square = beta2 * square + (1 - beta2) * gradient * gradient;
            value -= rate * (mean / (1 - Math.Pow(beta1, step))) / (Math.Sqrt(square / (1 - Math.Pow(beta2, step))) + 1e-8);
        }
        return value;
    }
}
