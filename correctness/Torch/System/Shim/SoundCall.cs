using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// What a function of the shim takes without complaint, made anew for one call: small tensors of float64, arrays of just the
/// length said, so that a sanitizer sees a step beyond. What differs between functions is told in one table.
/// </summary>
internal sealed unsafe class SoundCall : IDisposable
{
    private const byte Untouched = 0x5A;
    private const int Float32 = 6, Float64 = 7, Int64 = 4, Bool = 11;

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly List<(nint Address, int Bytes, bool IsOutput)> memory = [];
    private readonly List<Action> endings = [];
    private readonly Tensor leaf = zeros([2L, 3L], float64, requires_grad: true);
    private readonly nint context;

    /// <param name="context">Valid inside a backward, the only place where there is one.</param>
    public SoundCall(ShimFunction function, nint context)
    {
        this.context = context;
        Function = function;
        Arguments = [.. function.Parameters.Select((parameter, place) => Argument(function.Name, parameter, place))];
    }

    public ShimFunction Function { get; }

    /// <summary>As the function takes them; one may be replaced before the call.</summary>
    public object?[] Arguments { get; }

    /// <summary>Whether nothing was written where results go.</summary>
    public bool IsUntouched => memory.Where(one => one.IsOutput).All(one => new ReadOnlySpan<byte>((void*)one.Address, one.Bytes).IndexOfAnyExcept(Untouched) < 0);

    /// <summary>Calls, and takes over what a sound or fortunate call gives.</summary>
    public object? Invoke(MethodInfo declared)
    {
        var result = declared.Invoke(null, Arguments);
        var owned = Function.Parameters.Where(parameter => parameter is { Type: "ps_tensor*" or "ps_generator*" or "ps_counter*" or "ps_memory*" or "ps_script*", IsOutput: true });
        foreach (var parameter in owned.Where(_ => result is 0))
        {
            var place = (nint*)Pointer.Unbox(Arguments[Index(parameter)]!);
            if (place == null || *place == unchecked((nint)0x5A5A5A5A5A5A5A5A))
                continue;
            switch (parameter.Type)
            {
                case "ps_generator*": Native.ps_generator_free(*place); break;
                case "ps_counter*": Native.ps_counter_free(*place); break;
                case "ps_memory*": Native.ps_memory_free(*place); break;
                case "ps_script*": Native.ps_script_free(*place); break;
                default: Native.ps_tensor_free(*place); break;
            }
        }
        if (result is nint retained)
            Native.ps_tensor_free(retained);
        return result;
    }

    /// <summary>What was to be freed has been, by the call itself.</summary>
    public void Freed() => endings.Clear();

    public object Tensor(long[] shape, int type, bool spread = false)
    {
        var made = spread ? zeros([.. shape.Select(_ => 1L)], (ScalarType)type).expand(shape) : zeros(shape, (ScalarType)type);
        return made.Handle;
    }

    public object Numbers(params long[] numbers)
    {
        var at = (long*)Room(8 * numbers.Length, isOutput: false);
        numbers.CopyTo(new Span<long>(at, numbers.Length));
        return Pointer.Box(at, typeof(long*));
    }

    public void Dispose()
    {
        endings.ForEach(end => end());
        // A function may have kept a parameter's gradient or made it part of a graph: both end with it.
        scope.Dispose();
        foreach (var (address, _, _) in memory)
            NativeMemory.Free((void*)address);
    }

    private object Argument(string function, ShimParameter parameter, int place) => (function, parameter.Plain) switch
    {
        ("ps_mm" or "ps_matmul", "right") => Tensor([3, 2], Float64),
        ("ps_where", "condition") => Tensor([2, 3], Bool),
        ("ps_index_select", "index") => Tensor([1], Int64),
        ("ps_tensor_item" or "ps_tensor_item_float" or "ps_tensor_item_quick", "tensor") => Tensor([1], Float32),
        ("ps_tensor_set_grad" or "ps_tensor_grad", "tensor") => leaf.Handle,
        ("ps_tensor_retain_grad", "tensor") => (leaf * 2).Handle,
        ("ps_tensor_backward", "tensor") => Loss().Handle,
        ("ps_tensor_backward", "gradient") => Tensor([], Float64),
        ("ps_tensor_free" or "ps_tensor_free_small", "tensor") => Owned(zeros(2).alias()),
        ("ps_backward" or "ps_grad", "tensors") => Handles(Loss().Handle),
        ("ps_backward" or "ps_grad", "gradients") => Handles((nint)Tensor([], Float64)),
        ("ps_backward" or "ps_grad" or "ps_tensor_backward" or "ps_function_apply", "inputs") => Handles(leaf.Handle),
        ("ps_function_apply", "outputs" or "saved") => Handles((nint)Tensor([2, 3], Float64)),
        ("ps_function_apply", "dirty_count" or "constant_count") => 0L,
        ("ps_function_apply", "backward") => (nint)(delegate* unmanaged[Cdecl]<long, nint, nint*, long, nint*, long, byte*, long, int>)&Backward,
        ("ps_function_apply", "ticket") => 0L,
        ("ps_cat" or "ps_stack", "tensors") => Handles((nint)Tensor([2, 3], Float64), (nint)Tensor([2, 3], Float64)),
        ("ps_cat" or "ps_stack", "count") => 2L,
        ("ps_sgd_step" or "ps_adam_step" or "ps_zero_grad", "parameters") => Handles(WithGradient().Handle),
        (_, "averages" or "squares" or "maxima" or "buffers") => Handles((nint)Tensor([2, 3], Float64)),
        (_, "steps") => Numbers(1),
        (_, "amsgrad" or "nesterov" or "momentum") when parameter.Type == "int32_t" => 1,
        (_, "generator" or "or_null") when parameter.Type == "ps_generator" => Generator(),
        ("ps_generator_set_state", "state") => new Generator(1).get_state().Handle,
        ("ps_linear", "weight") => Tensor([4, 3], Float64),
        ("ps_linear", "bias") => Tensor([4], Float64),
        ("ps_conv2d" or "ps_conv2d_padded" or "ps_conv_transpose2d" or "ps_pad" or "ps_max_pool2d" or "ps_avg_pool2d" or "ps_adaptive_avg_pool2d", "input") => Tensor([1, 2, 4, 4], Float64),
        ("ps_conv2d" or "ps_conv2d_padded", "weight") => Tensor([3, 2, 2, 2], Float64),
        ("ps_conv_transpose2d", "weight") => Tensor([2, 3, 2, 2], Float64),
        ("ps_cross_entropy", "target") => Tensor([2], Int64),
        ("ps_batch_norm", "tracked") => Tensor([], Int64),
        ("ps_batch_norm" or "ps_conv2d" or "ps_conv2d_padded" or "ps_conv_transpose2d" or "ps_cross_entropy", "weight" or "bias" or "mean" or "variance") => Tensor([3], Float64),
        ("ps_randperm_out", "out") => Tensor([5], Int64),
        ("ps_view" or "ps_reshape", "sizes") => Numbers(3, 2),
        ("ps_sum_dims" or "ps_mean_dims" or "ps_permute" or "ps_flip", "dims") => Numbers(0, 1),
        ("ps_sum_dims" or "ps_mean_dims" or "ps_permute" or "ps_flip", "count") => 2L,
        ("ps_pad", "pad") => Numbers(1, 1, 1, 1),
        ("ps_pad", "count") => 4L,
        (_, "stride" or "dilation" or "kernel") => Numbers(1, 1),
        (_, "padding" or "output_padding") => Numbers(0, 0),
        (_, "divisor") => Numbers(4),
        ("ps_tensor_sizes" or "ps_tensor_strides", "sizes" or "strides") => Output(parameter, 16),
        ("ps_tensor_sizes" or "ps_tensor_strides", "capacity") => 2L,
        (_, "sizes") => Numbers(2, 3),
        (_, "dims") => 2L,
        (_, "capacity") => function is "ps_script_forward" or "ps_context_saved" or "ps_function_apply" ? 1L : 64L,
        (_, "text" or "name") => Output(parameter, 64),
        ("ps_from_bytes", "data") => Pointer.Box((void*)Room(48, isOutput: false), typeof(void*)),
        ("ps_from_bytes", "bytes") => 48L,
        ("ps_script_load_bytes", "data") => Bytes(HalvesScript.File),
        ("ps_script_load_bytes", "bytes") => (long)HalvesScript.File.Length,
        ("ps_script_load", "path") => Path(),
        (_, "script") => Script(function == "ps_script_free"),
        ("ps_script_forward", "inputs") => Handles((nint)Tensor([1, 2], Float32)),
        (_, "counter") when parameter.IsHandle => Counter(),
        (_, "memory") when parameter.IsHandle => Memory(),
        (_, "context") => context,
        (_, "options") => new NativeOptions { Dtype = Float64, DeviceIndex = -1 },
        ("ps_arange", "stop") or (_, "high") or (_, "n") => parameter.Type == "ps_scalar" ? Number(5) : 5L,
        ("ps_uniform_", "to") or (_, "stddev" or "rate" or "eps" or "momentum" or "beta" or "rtol") => parameter.Type == "int32_t" ? 0 : 0.5,
        (_, "beta1" or "beta2" or "p") => 0.5,
        (_, "mode" or "reduction" or "threads" or "training" or "requires_grad") => 1,
        (_, "groups" or "length" or "count" or "input_count" or "output_count" or "saved_count" or "gradient_count") when parameter.Type == "int64_t" => 1L,
        (_, "dim1") => 1L,
        (_, "dtype" or "dtype_or_minus_1") => -1,
        (_, "device_index" or "dtype_or_minus_1") => -1,
        _ => parameter.Type switch
        {
            "ps_tensor" => Tensor([2, 3], Float64),
            "ps_scalar" => Number(1),
            "ps_scalar*" when parameter.IsConstant => Scalar(),
            "int32_t" => 0,
            "int64_t" => 0L,
            "uint64_t" => 1UL,
            "double" => 0.0,
            "ps_tensor*" when parameter.IsConstant => Handles((nint)Tensor([2, 3], Float64)),
            _ when parameter.Type.EndsWith('*') && !parameter.IsConstant => Output(parameter, parameter.Type switch { "ps_scalar*" => sizeof(NativeScalar), "float*" or "int32_t*" => 4, _ => 8 }),
            _ => throw new NotSupportedException($"{function}: nothing is said of its parameter {place}, {parameter.Type} {parameter.Name}"),
        },
    };

    private int Index(ShimParameter parameter) => Function.Parameters.ToList().IndexOf(parameter);

    private Tensor Loss() => (leaf * leaf).sum();

    private Tensor WithGradient()
    {
        using (var loss = Loss()) loss.backward();
        return leaf;
    }

    private nint Owned(Tensor tensor) => Kept(Native.ps_tensor_retain(tensor.Handle), Native.ps_tensor_free);

    private nint Generator()
    {
        nint made;
        Native.Check(Native.ps_generator_new(1, 0, -1, &made));
        return Kept(made, Native.ps_generator_free);
    }

    private nint Counter()
    {
        nint made;
        Native.Check(Native.ps_counter_start(0, &made));
        return Kept(made, Native.ps_counter_free);
    }

    private nint Memory()
    {
        nint made;
        Native.Check(Native.ps_memory_start(&made));
        return Kept(made, Native.ps_memory_free);
    }

    private nint Kept(nint made, Action<nint> end)
    {
        endings.Add(() => end(made));
        return made;
    }

    private static nint shared;

    // Loading one takes milliseconds, so all calls but the one that ends it share one.
    private nint Script(bool own)
    {
        if (!own && shared != 0)
            return shared;
        nint made;
        fixed (byte* file = HalvesScript.File) Native.Check(Native.ps_script_load_bytes(file, HalvesScript.File.Length, 0, -1, &made));
        if (own)
            return Kept(made, Native.ps_script_free);
        return shared = made;
    }

    private object Path()
    {
        var path = System.IO.Path.GetTempFileName();
        File.WriteAllBytes(path, HalvesScript.File);
        endings.Add(() => File.Delete(path));
        return Pointer.Box((void*)(nint)Pointer.Unbox(Bytes([.. Encoding.UTF8.GetBytes(path), 0])), typeof(byte*));
    }

    private object Bytes(byte[] bytes)
    {
        var at = (void*)Room(bytes.Length, isOutput: false);
        bytes.CopyTo(new Span<byte>(at, bytes.Length));
        return Pointer.Box(at, typeof(void*));
    }

    private static NativeScalar Number(long value) => new() { IntegerValue = value };

    private object Scalar()
    {
        var at = (NativeScalar*)Room(sizeof(NativeScalar), isOutput: false);
        *at = Number(1);
        return Pointer.Box(at, typeof(NativeScalar*));
    }

    private object Handles(params nint[] handles)
    {
        var at = (nint*)Room(8 * handles.Length, isOutput: false);
        handles.CopyTo(new Span<nint>(at, handles.Length));
        return Pointer.Box(at, typeof(nint*));
    }

    private object Output(ShimParameter parameter, int bytes) => Pointer.Box((void*)Room(bytes, isOutput: true), ShimFaults.Declared(parameter));

    private nint Room(int bytes, bool isOutput)
    {
        var at = (nint)NativeMemory.Alloc((nuint)bytes);
        new Span<byte>((void*)at, bytes).Fill(isOutput ? Untouched : (byte)0);
        memory.Add((at, bytes, isOutput));
        return at;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Backward(long ticket, nint context, nint* gradients, long count, nint* results, long resultCount, byte* error, long capacity) => 1;
}
