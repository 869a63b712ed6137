using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Modules of every number of inputs, their hooks, lists, copies on disk and conversions.</summary>
public sealed class ModuleKindTests
{
    private sealed class Sum2() : nn.Module<Tensor, Tensor, Tensor>(nameof(Sum2))
    {
        public override Tensor forward(Tensor a, Tensor b) => a + b;
    }

    private sealed class Sum3() : nn.Module<Tensor, Tensor, Tensor, Tensor>(nameof(Sum3))
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c) => a + b + c;
    }

    private sealed class Sum4() : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>(nameof(Sum4))
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c, Tensor d) => a + b + c + d;
    }

    private sealed class Sum5() : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(nameof(Sum5))
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e) => a + b + c + d + e;
    }

    private sealed class Sum6() : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(nameof(Sum6))
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f) => a + b + c + d + e + f;
    }

    private sealed class Twice : nn.Module<Tensor, Tensor>
    {
        public Twice() : base(nameof(Twice))
        {
            register_parameter("factor", nn.Parameter(full(1L, 2.0)));
            register_buffer("kept", ones(2L));
            register_buffer("passing", ones(3L), persistent: false);
            add_module("inner", nn.Linear(1, 1));
            register_module("activation", nn.ReLU());
        }

        public override Tensor forward(Tensor input) => input * 2;
    }

    [Test]
    public void As_many_inputs_go_in_as_the_module_has()
    {
        using var scope = NewDisposeScope();
        Tensor N(int value) => full(1L, value, float32);
        Assert.That(new Sum2().call(N(1), N(2)).item<float>(), Is.EqualTo(3));
        Assert.That(new Sum3().call(N(1), N(2), N(3)).item<float>(), Is.EqualTo(6));
        Assert.That(new Sum4().call(N(1), N(2), N(3), N(4)).item<float>(), Is.EqualTo(10));
        Assert.That(new Sum5().call(N(1), N(2), N(3), N(4), N(5)).item<float>(), Is.EqualTo(15));
        Assert.That(new Sum6().call(N(1), N(2), N(3), N(4), N(5), N(6)).item<float>(), Is.EqualTo(21));
    }

    [Test]
    public void Hooks_see_and_change_what_goes_in_and_out_until_they_are_removed()
    {
        using var scope = NewDisposeScope();
        using var twice = new Twice();
        var seen = new List<string>();
        var hooks = new[]
        {
            twice.register_forward_pre_hook((_, x) => x + 1), twice.register_forward_pre_hook(module => seen.Add("before " + module.GetName())),
            twice.register_forward_hook((_, x, y) => y + x), twice.register_forward_hook(module => seen.Add("after " + module.GetName())),
        };
        Assert.That(twice.call(ones(1L)).item<float>(), Is.EqualTo(2 * 2 + 2));
        Assert.That(seen, Is.EqualTo(new[] { "before Twice", "after Twice" }));
        Array.ForEach(hooks, hook => hook.remove());
        Assert.That(twice.call(ones(1L)).item<float>(), Is.EqualTo(2));
    }

    [Test]
    public void What_is_registered_by_hand_is_found_again()
    {
        using var twice = new Twice();
        Assert.That(twice.state_dict().Keys, Is.EquivalentTo(new[] { "factor", "kept", "inner.weight", "inner.bias" }));
        Assert.That((twice.buffers().Count(), twice.buffers(include_nonpersistent: false).Count(), twice.children().Count()), Is.EqualTo((2, 1, 2)));
        using (var loss = twice.parameters().First().sum()) loss.backward();
        twice.zero_grad();
        Assert.That(twice.parameters().First().grad, Is.Null);
        var visited = new List<string>();
        twice.apply(module => visited.Add(module.GetName()));
        Assert.That(visited, Is.EquivalentTo(new[] { "Twice", "Linear", "ReLU" }));
    }

    [Test]
    public void A_module_is_saved_and_loaded_by_path_and_by_writer()
    {
        using var folder = new Folder();
        using Twice one = new(), other = new();
        using (no_grad()) one.parameters().First().fill_(7);
        one.save(folder["ş 漢字.dat"]);
        other.load(folder["ş 漢字.dat"]);
        Assert.That(other.parameters().First().item<float>(), Is.EqualTo(7));
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        one.save(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        using (no_grad()) other.parameters().First().fill_(0);
        other.load(reader);
        Assert.That(other.parameters().First().item<float>(), Is.EqualTo(7));
    }

    [Test]
    public void A_module_changes_its_type_and_stays_where_it_is()
    {
        using var pattern = zeros(1L, float64);
        foreach (var convert in new Func<Linear, Linear>[] { m => m.to(float64), m => m.to(CPU, float64), m => m.to(pattern), m => m.@double() })
        {
            using var linear = nn.Linear(2, 1);
            Assert.That(convert(linear), Is.SameAs(linear));
            Assert.That(linear.parameters().Select(parameter => parameter.dtype), Is.All.EqualTo(ScalarType.Float64));
            foreach (var stay in new Func<Linear, Linear>[] { m => m.cpu(), m => m.to("cpu"), m => m.to(CPU), m => m.to(DeviceType.CPU) })
                Assert.That(stay(linear).weight!.device_type, Is.EqualTo(DeviceType.CPU));
            Assert.That(linear.@float().weight!.dtype, Is.EqualTo(ScalarType.Float32));
        }
    }

    [Test]
    public void A_list_of_modules_is_a_list()
    {
        using var list = nn.ModuleList(nn.Linear(1, 2), nn.ReLU());
        using var same = new ModuleList<Linear>(nn.Linear(1, 2)) { [0] = nn.Linear(3, 4) };
        Assert.That((same.IsReadOnly, same[0].in_features, nn.ModuleList<Linear>(same[0]).Count), Is.EqualTo((false, 3L, 1)));
        var (first, last) = (list[0], nn.Linear(2, 2));
        list.Add(last);
        Assert.That((list.Count, list.Contains(last), list.IndexOf(last)), Is.EqualTo((3, true, 2)));
        Assert.That(list.Remove(last) && !list.Contains(last));
        list.Insert(0, last);
        list.extend([nn.Tanh(), nn.Tanh(true), nn.ReLU(true), nn.Flatten()]);
        var copied = new nn.Module[7];
        list.CopyTo(copied, 0);
        Assert.That((copied[0], copied[1], copied[^1].GetName()), Is.EqualTo(((nn.Module)last, first, "Flatten")));
        using var each = list.GetEnumerator();
        Assert.That((each.MoveNext(), each.Current), Is.EqualTo((true, (nn.Module)last)));
        list.Clear();
        Assert.That((list.Count, list.parameters().Count()), Is.EqualTo((0, 0)));
        Array.ForEach(copied, module => module.Dispose());
    }

    [Test]
    public void Layers_are_made_from_pairs_and_parameters_too()
    {
        using var scope = NewDisposeScope();
        var plane = arange(32, float32).reshape(1, 2, 4, 4);
        Assert.That(nn.Conv2d(2, 3, (2, 1), stride: (1, 2)).call(plane).shape, Is.EqualTo(new long[] { 1, 3, 3, 2 }));
        Assert.That(nn.Conv2d(2, 3, (3, 1), Padding.Same).call(plane).shape, Is.EqualTo(new long[] { 1, 3, 4, 4 }));
        Assert.That(nn.ConvTranspose2d(2, 3, (2, 1), stride: (1, 2)).call(plane).shape, Is.EqualTo(new long[] { 1, 3, 5, 7 }));
        Assert.That(nn.AvgPool2d((2, 1)).call(plane).data<float>().ToArray()[..4], Is.EqualTo(new float[] { 2, 3, 4, 5 }));
        Assert.That(nn.MaxPool2d((2, 1)).call(plane).data<float>().ToArray()[..4], Is.EqualTo(new float[] { 4, 5, 6, 7 }));
        Assert.That(nn.MaxPool2d([2, 4]).call(plane).data<float>().ToArray(), Is.EqualTo(new float[] { 7, 15, 23, 31 }));
        Assert.That(nn.AdaptiveAvgPool2d(1).call(plane).data<float>().ToArray(), Is.EqualTo(new float[] { 7.5f, 23.5f }));
        var (weight, bias) = (nn.Parameter(full([1L, 2L], 3.0)), nn.Parameter(full(1L, 0.5)));
        Assert.That(nn.Linear(weight, bias).call(ones(1L, 2L)).item<float>(), Is.EqualTo(6.5f));
        Assert.That(nn.CrossEntropyLoss(ignore_index: 1).call(zeros(2L, 4L), from_array(new long[] { 0, 1 })).item<float>(), Is.EqualTo(MathF.Log(4)).Within(1e-6));
        var norm = nn.BatchNorm2d(2);
        norm.call(plane);
        norm.reset_running_stats();
        norm.reset_parameters();
        Assert.That(norm.running_mean!.data<float>().ToArray(), Is.All.EqualTo(0f));
        // By hand: each of the four numbers goes into its own window of 2×2 with step 2.
        Assert.That(nn.functional.conv_transpose2d(from_array(new float[,,,] { { { { 1, 2 } } } }), ones(1L, 1L, 2L, 2L), strides: [2, 2]).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 2, 2, 1, 1, 2, 2 }));
    }

    [Test]
    public void Optimizers_take_named_parameters_and_come_back_from_a_file()
    {
        using var folder = new Folder();
        foreach (var make in new Func<Parameter, OptimizerHelper>[] { p => optim.SGD([("p", p)], 0.1, 0.9), p => optim.Adam([("p", p)], 0.1) })
        {
            using var parameter = nn.Parameter(full(1L, 2.0, float64));
            using var other = nn.Parameter(full(1L, 2.0, float64));
            using OptimizerHelper one = make(parameter), two = make(other);
            Step(one, parameter);
            one.save_state_dict(folder["ş.state"]);
            two.load_state_dict(folder["ş.state"]);
            one.to(CPU);
            using (no_grad()) other.copy_(parameter);
            Step(one, parameter);
            Step(two, other);
            Assert.That(other.item<double>(), Is.EqualTo(parameter.item<double>()));
        }

        static void Step(OptimizerHelper optimizer, Parameter parameter)
        {
            optimizer.zero_grad();
            using (var loss = (parameter * parameter).sum()) autograd.backward(loss, (IList<Tensor>?)null);
            optimizer.step();
        }
    }
}
