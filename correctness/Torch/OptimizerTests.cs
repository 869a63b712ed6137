using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Optimizers against their definitions in doubles; their states as they travel through files.</summary>
public sealed class OptimizerTests
{
    [TestCase(0, false, false)]
    [TestCase(0.1, false, false)]
    [TestCase(0, true, false)]
    [TestCase(0.01, true, true)]
    public void Adam_follows_its_definition(double decay, bool amsgrad, bool maximize)
    {
        double[] start = [2, -1, 0.5];
        using var parameter = new Parameter(from_array(start));
        using var optimizer = optim.Adam([parameter], 0.1, 0.8, 0.95, 1e-6, decay, amsgrad, maximize);
        var (value, mean, square, largest) = ((double[])start.Clone(), new double[3], new double[3], new double[3]);
        for (var step = 1; step <= 6; step++)
        {
            // The sixth gradient is small, so that amsgrad remembers a larger square.
            var scale = step == 6 ? 0.01 : 1.0;
            Backward(parameter, scale);
            optimizer.step();
            for (var i = 0; i < 3; i++)
            {
                var gradient = (maximize ? -1 : 1) * 3 * value[i] * value[i] * scale + decay * value[i];
                mean[i] = 0.8 * mean[i] + 0.2 * gradient;
                square[i] = 0.95 * square[i] + 0.05 * gradient * gradient;
                largest[i] = Math.Max(largest[i], square[i]);
                var root = Math.Sqrt((amsgrad ? largest : square)[i] / (1 - Math.Pow(0.95, step)));
                value[i] -= 0.1 * (mean[i] / (1 - Math.Pow(0.8, step))) / (root + 1e-6);
            }

            Assert.That(Values(parameter), Is.EqualTo(value).Within(1e-12), $"step {step}");
        }
    }

    private static IEnumerable<TestCaseData> Kinds()
    {
        yield return Kind("SGD", parameters => optim.SGD(parameters, 0.05));
        yield return Kind("SGD with momentum", parameters => optim.SGD(parameters, 0.05, momentum: 0.9, weight_decay: 0.01));
        yield return Kind("Adam", parameters => optim.Adam(parameters, 0.02));
        yield return Kind("Adam with amsgrad", parameters => optim.Adam(parameters, 0.02, amsgrad: true, weight_decay: 0.1));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_saved_state_continues_to_the_same_bits(Func<IEnumerable<Parameter>, OptimizerHelper> make)
    {
        using var unbroken = new Training(make);
        unbroken.Steps(3);
        var file = unbroken.Save();
        using var resumed = new Training(make);
        unbroken.CopyParametersTo(resumed);
        resumed.Optimizer.load_state_dict(new BinaryReader(new MemoryStream(file)));
        Assert.That(resumed.Save(), Is.EqualTo(file));
        using var copied = new Training(make);
        unbroken.CopyParametersTo(copied);
        copied.Optimizer.load_state_dict(unbroken.Optimizer.state_dict());
        unbroken.Steps(3);
        resumed.Steps(3);
        copied.Steps(3);
        Assert.That(resumed.Save(), Is.EqualTo(unbroken.Save()));
        Assert.That(copied.Save(), Is.EqualTo(unbroken.Save()));
        Assert.That(resumed.Bytes(), Is.EqualTo(unbroken.Bytes()));
        foreach (var (one, other) in unbroken.Optimizer.state_dict().State.Zip(resumed.Optimizer.state_dict().State)) Assert.That(one.ApproximatelyEquals(other));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_state_cut_anywhere_is_refused_and_changes_nothing(Func<IEnumerable<Parameter>, OptimizerHelper> make)
    {
        using var training = new Training(make);
        training.Steps(2);
        var earlier = training.Save();
        training.Steps(1);
        var later = training.Save();
        for (var length = 0; length < earlier.Length; length++)
            Assert.That(() => training.Optimizer.load_state_dict(new BinaryReader(new MemoryStream(earlier[..length]))), Throws.InstanceOf<FormatException>(), $"{length} bytes");
        Assert.That(training.Save(), Is.EqualTo(later));
    }

    [Test]
    public void The_format_is_TorchSharps()
    {
        using var parameter = new Parameter(zeros(2L));
        using var optimizer = optim.Adam([parameter], lr: 0.5);
        var file = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(file));
        var expected = new MemoryStream();
        var writer = new BinaryWriter(expected);
        writer.Write("Adam");
        writer.Write((byte)1);
        writer.Write((byte)1);
        foreach (var number in new[] { 0.5, 0.5, 0.9, 0.999, 1e-8, 0 }) writer.Write(number);
        writer.Write(false);
        writer.Write(false);
        writer.Write(0L);
        for (var moment = 0; moment < 2; moment++)
        {
            writer.Write((byte)ScalarType.Float32);
            writer.Write((byte)1);
            writer.Write((byte)2);
            writer.Write(0L);
        }

        writer.Write(false);
        Assert.That(file.ToArray(), Is.EqualTo(expected.ToArray()));
    }

    [Test]
    public void A_state_of_another_kind_or_size_is_refused()
    {
        using var small = new Parameter(zeros(2L));
        using var large = new Parameter(zeros(3L));
        using var adam = optim.Adam([small]);
        using var wider = optim.Adam([large]);
        using var sgd = optim.SGD([small], 0.1);
        var file = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(file));
        Assert.Multiple(() =>
        {
            Assert.That(() => sgd.load_state_dict(Reader()), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("Adam"));
            Assert.That(() => wider.load_state_dict(Reader()), Throws.ArgumentException.With.Message.Contains("exp_avg"));
            Assert.That(() => sgd.load_state_dict(adam.state_dict()), Throws.ArgumentException);
            Assert.That(() => sgd.add_param_group(new SGD.ParamGroup([small], 0.1)), Throws.ArgumentException);
            Assert.That(() => sgd.add_param_group(new Adam.ParamGroup([large])), Throws.ArgumentException);
        });

        BinaryReader Reader() => new(new MemoryStream(file.ToArray()));
    }

    [Test]
    public void Groups_have_numbers_of_their_own_and_parameters_without_a_gradient_rest()
    {
        using var fast = new Parameter(from_array(new[] { 1.0 }));
        using var slow = new Parameter(from_array(new[] { 1.0 }));
        using var resting = new Parameter(from_array(new[] { 1.0 }));
        using var optimizer = optim.SGD([new SGD.ParamGroup([fast, resting], lr: 0.5), new SGD.ParamGroup { Parameters = [slow] }], 0.25);
        Backward(fast);
        Backward(slow);
        optimizer.step();
        Assert.Multiple(() =>
        {
            Assert.That(fast.item<double>(), Is.EqualTo(1 - 0.5 * 3));
            Assert.That(slow.item<double>(), Is.EqualTo(1 - 0.25 * 3));
            Assert.That(resting.item<double>(), Is.EqualTo(1));
            Assert.That(optimizer.ParamGroups.Select(group => group.LearningRate), Is.EqualTo(new[] { 0.5, 0.25 }));
            Assert.That(optimizer.state_dict().StateIndexRef, Is.EqualTo(new[] { new[] { 0, 1 }, [2] }));
        });
    }

    [TestCaseSource(nameof(Kinds))]
    public void Steps_make_no_tensors_that_stay(Func<IEnumerable<Parameter>, OptimizerHelper> make)
    {
        using var training = new Training(make);
        training.Steps(2);
        var before = Tensor.TotalCount;
        training.Steps(20);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_step_allocates_nothing_managed(Func<IEnumerable<Parameter>, OptimizerHelper> make)
    {
        using var training = new Training(make);
        training.Steps(2);
        Update();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Update();

        // A tier of the compiler may change meanwhile and leave a few bytes; a step that allocates leaves thousands.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));

        void Update()
        {
            training.Optimizer.step();
            training.Optimizer.zero_grad();
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_state_outlives_the_scope_of_its_first_step(Func<IEnumerable<Parameter>, OptimizerHelper> make)
    {
        using var training = new Training(make);
        using (NewDisposeScope()) training.Steps(1);
        using (NewDisposeScope()) training.Optimizer.load_state_dict(new BinaryReader(new MemoryStream(training.Save())));
        Assert.That(() => training.Steps(1), Throws.Nothing);
    }

    private sealed class Training : IDisposable
    {
        private readonly Linear first = nn.Linear(3, 2), second = nn.Linear(2, 1, hasBias: false);
        internal readonly OptimizerHelper Optimizer;

        internal Training(Func<IEnumerable<Parameter>, OptimizerHelper> make) => Optimizer = make([.. first.parameters(), .. second.parameters()]);

        internal void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                Optimizer.zero_grad();
                second.call(first.call(ones(4L, 3L))).square().sum().backward();
                Optimizer.step();
            }
        }

        internal byte[] Save()
        {
            var file = new MemoryStream();
            Optimizer.save_state_dict(new BinaryWriter(file));
            return file.ToArray();
        }

        internal void CopyParametersTo(Training other)
        {
            using var unrecorded = no_grad();
            foreach (var (source, target) in Optimizer.parameters().Zip(other.Optimizer.parameters())) target.copy_(source);
        }

        internal byte[] Bytes() => [.. Optimizer.parameters().SelectMany(parameter => parameter.bytes.ToArray())];

        public void Dispose()
        {
            Optimizer.Dispose();
            first.Dispose();
            second.Dispose();
        }
    }

    private static TestCaseData Kind(string name, Func<IEnumerable<Parameter>, OptimizerHelper> make) => new TestCaseData(make).SetArgDisplayNames(name);

    private static void Backward(Parameter parameter, double scale = 1)
    {
        using var scope = NewDisposeScope();
        parameter.grad = null;
        parameter.pow(3).mul(scale).sum().backward();
    }

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.bytes).ToArray();
}
