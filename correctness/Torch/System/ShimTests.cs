using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Every function of the shim's C ABI: null and clashing input give a status with a message, never a crash.</summary>
public sealed unsafe class ShimTests
{
    private const int Rounds = 24;

    private static IEnumerable<MethodInfo> Functions =>
        typeof(Native).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(method => method.IsDefined(typeof(DllImportAttribute)));

    private static IEnumerable<TestCaseData> FunctionNames => Functions.Select(method => new TestCaseData(method.Name).SetArgDisplayNames(method.Name));

    // What is right with nothing in every parameter: these take no tensor, no array that must hold something and no output.
    private static readonly string[] fineWithNothing =
    [
        "ps_manual_seed", "ps_get_num_threads", "ps_get_num_interop_threads", "ps_cuda_device_count",
        "ps_deterministic_algorithms", "ps_set_deterministic_algorithms", "ps_set_kernels", "ps_kernels", "ps_grad_enabled", "ps_error", "ps_version", "ps_cpu_capability", "ps_tensor_retain", "ps_calls",
    ];

    [OneTimeSetUp]
    public void Check_that_there_is_something_to_test() => Assert.That(Functions.Count(), Is.GreaterThan(100));

    [TearDown]
    public void Restore_what_the_calls_may_have_changed()
    {
        Native.ps_set_grad_enabled(1);
        Native.ps_set_deterministic_algorithms(0);
        Native.ps_set_kernels(0, 0, 1, 0);
        torch.set_num_threads(1);
    }

    [TestCaseSource(nameof(FunctionNames))]
    public void A_function_given_nothing_fails_with_a_message_or_does_nothing(string name)
    {
        var function = Functions.Single(method => method.Name == name);
        var result = function.Invoke(null, [.. function.GetParameters().Select(Nothing)]);
        if (function.ReturnType == typeof(void) || fineWithNothing.Contains(name)) return;

        // The QUICK functions answer -1; the others answer 1 and leave a message.
        if (function.IsDefined(typeof(SuppressGCTransitionAttribute))) Assert.That(result, Is.EqualTo(-1).Or.EqualTo(-1L));
        else Assert.That(() => Native.Check((int)result!), Throws.InstanceOf<ExternalException>().With.Message.Not.Empty);
    }

    [TestCaseSource(nameof(FunctionNames))]
    public void A_function_counts_itself_as_one_call(string name)
    {
        var function = Functions.Single(method => method.Name == name);
        object?[] nothing = [.. function.GetParameters().Select(Nothing)];
        var before = Native.ps_calls();
        function.Invoke(null, nothing);
        Assert.That(Native.ps_calls() - before, Is.EqualTo(name == "ps_calls" ? 0 : 1));
    }

    [Test]
    public void Calls_of_one_thread_are_not_counted_for_another()
    {
        using var tensor = torch.rand(3L);
        var before = Native.ps_calls();
        var theirs = 0L;
        var other = new Thread(() =>
        {
            for (var call = 0; call < 5; call++) Native.ps_tensor_dim(tensor.Handle);
            theirs = Native.ps_calls();
        });
        other.Start();
        other.Join();
        Assert.That(theirs, Is.EqualTo(5));
        Assert.That(Native.ps_calls() - before, Is.Zero);
    }

    [TestCaseSource(nameof(FunctionNames))]
    public void A_function_given_clashing_input_answers_and_lives_on(string name)
    {
        var function = Functions.Single(method => method.Name == name);
        var draw = new Random(name.Length + 31 * name[^1]);
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] tensors =
        [
            torch.rand(3L, 4L), torch.zeros(0L), torch.ones([], torch.int64), torch.rand(2L, 1L, 5L, 5L), torch.rand(4L, torch.float64),
            torch.rand(2L, 3L, requires_grad: true), torch.randint(-5L, 5L, [7L]),
        ];
        var answers = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var room = NativeMemory.AllocZeroed(4096);
            try
            {
                for (var i = 0; i < 64; i++) ((long*)room)[i] = name.Contains("tensors") || i % 3 == 0 ? draw.Next(0, 6) : draw.Next(-3, 6);
                Invoke(function, tensors, draw, (nint)room);
                answers++;
            }
            finally
            {
                NativeMemory.Free(room);
            }
        }

        Assert.That(answers, Is.EqualTo(Rounds));
    }

    private static void Invoke(MethodInfo function, torch.Tensor[] tensors, Random draw, nint room)
    {
        var outputs = new List<nint>();
        var spare = room + 2048;
        var arguments = function.GetParameters().Select(parameter =>
        {
            var type = parameter.ParameterType;
            // To free a tensor that is borrowed here is the one mistake that no callee can see.
            if (type == typeof(nint)) return function.Name.Contains("_free") ? (nint)0 : Handle(parameter.Name!, tensors, draw);
            if (type == typeof(nint*) && parameter.Name is "result" or "counter" or "values" or "indices")
            {
                outputs.Add(spare);
                spare += 16;
                return Pointer.Box((void*)(spare - 16), type);
            }

            if (type == typeof(nint*)) return Pointer.Box(Handles(tensors, draw, room + 1024), type);
            if (type.IsPointer)
            {
                spare += 128;
                return Pointer.Box((void*)(parameter.Name is "sizes" or "dims" or "pad" or "stride" or "padding" or "outputPadding" or "dilation" or "kernel" ? room : spare - 128), type);
            }

            return Number(parameter, draw);
        }).ToArray();
        var status = function.Invoke(null, arguments);
        if (status is nint retained) Native.ps_tensor_free(retained);
        if (status is 0)
        {
            foreach (var at in outputs) Free(function.Name, *(nint*)at);
        }
    }

    private static object Handle(string parameter, torch.Tensor[] tensors, Random draw) =>
        parameter is "generator" or "counter" or "script" or "orNull" or "guard" or "backward" or "context" ? (nint)0
        : draw.Next(8) == 0 ? (nint)0 : tensors[draw.Next(tensors.Length)].Handle;

    private static void* Handles(torch.Tensor[] tensors, Random draw, nint at)
    {
        for (var i = 0; i < 8; i++) ((nint*)at)[i] = tensors[draw.Next(tensors.Length)].Handle;
        return (void*)at;
    }

    private static object Number(ParameterInfo parameter, Random draw)
    {
        var type = parameter.ParameterType;
        if (type == typeof(NativeScalar)) return new NativeScalar { Kind = draw.Next(-1, 5), IntegerValue = draw.Next(-3, 4), RealValue = draw.NextDouble() };
        if (type == typeof(NativeOptions)) return new NativeOptions { Dtype = draw.Next(-2, 16), DeviceType = draw.Next(6) == 0 ? 1 : 0, DeviceIndex = -1, RequiresGrad = draw.Next(2) };
        if (type == typeof(double)) return draw.Next(-2, 3) / 2.0;
        if (type == typeof(ulong)) return (ulong)draw.Next();

        // That of a call that fails comes back at the next call to whoever makes it, who frees what it stands for.
        if (parameter.Name is "ticket") return 0L;

        // Counts stay within the buffers; everything else may be out of any range.
        var number = parameter.Name is "capacity" ? draw.Next(0, 64) : draw.Next(-2, 7);
        return type == typeof(int) ? (object)number : (long)number;
    }

    private static void Free(string function, nint made)
    {
        switch (function)
        {
            case "ps_generator_new" or "ps_generator_default": Native.ps_generator_free(made); break;
            case "ps_counter_start": Native.ps_counter_free(made); break;
            case "ps_memory_start": Native.ps_memory_free(made); break;
            case "ps_script_load" or "ps_script_load_bytes": Native.ps_script_free(made); break;
            default: Native.ps_tensor_free(made); break;
        }
    }

    private static object? Nothing(ParameterInfo parameter) =>
        parameter.ParameterType.IsPointer ? null : Activator.CreateInstance(parameter.ParameterType);
}
