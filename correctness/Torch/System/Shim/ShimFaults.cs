using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// Every function of the shim called soundly, and then with one argument wrong at a time: null, another type or shape, a number
/// out of range. To be run in a process of its own: what a fault does to it is what is looked for.
/// </summary>
internal static unsafe class ShimFaults
{
    /// <summary>What makes a process of this assembly run them: functions, in words, or nothing for all.</summary>
    public const string Role = "shim";

    /// <summary>Sound calls that this machine, or the second call in a process, must refuse.</summary>
    public static readonly string[] Refused = ["ps_cuda_synchronize", "ps_pin_memory", "ps_set_num_interop_threads"];

    private static Action<nint>? within;

    private static readonly long[] numbers = [-1, 0, 7, long.MinValue, long.MaxValue];

    /// <summary>Types and sizes that hardly any function expects, and one whose elements share their memory.</summary>
    private static readonly (long[] Shape, int Type, bool Spread)[] oddTensors =
    [
        ([], 7, false), ([0], 7, false), ([0, 3], 7, false), ([7], 7, false), ([3, 4], 7, false), ([2, 3, 1, 1, 1, 1, 1], 7, false), ([2, 3], 7, true),
        ([2, 3], 0, false), ([2, 3], 4, false), ([2, 3], 5, false), ([2, 3], 6, false), ([2, 3], 9, false), ([2, 3], 11, false), ([2, 3], 15, false),
    ];

    public static IReadOnlyDictionary<string, MethodInfo> Declarations { get; } =
        typeof(Native).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(method => method.IsDefined(typeof(DllImportAttribute))).ToDictionary(method => method.Name);

    /// <summary>What LibTorch.dll must declare for a parameter of the header.</summary>
    public static Type Declared(ShimParameter parameter) => Declared(parameter.Type);

    public static Type Declared(string type) => type switch
    {
        "void" => typeof(void),
        "int32_t" or "ps_status" => typeof(int),
        "int64_t" => typeof(long),
        "uint64_t" => typeof(ulong),
        "double" => typeof(double),
        "float" => typeof(float),
        "char" => typeof(byte),
        "ps_scalar" => typeof(NativeScalar),
        "ps_options" => typeof(NativeOptions),
        "ps_function_backward" => typeof(nint),
        _ when type.EndsWith('*') => Declared(type[..^1]).MakePointerType(),
        _ when type.StartsWith("ps_", StringComparison.Ordinal) => typeof(nint),
        _ => throw new NotSupportedException($"The header has the type {type}, for which nothing is said."),
    };

    /// <summary>Writes a line before each call, so that the last one tells what ended the process; <c>!</c> begins what is wrong.</summary>
    public static void Run(TextWriter output, IEnumerable<string> names)
    {
        set_num_threads(1);
        foreach (var function in ShimFunction.All.Where(function => names.Contains(function.Name)))
        {
            if (function.Parameters.Any(parameter => parameter.Type == "ps_context"))
                InABackward(context => Try(function, context, output));
            else
                Try(function, 0, output);
        }
        output.WriteLine("end");
    }

    private static void Try(ShimFunction function, nint context, TextWriter output)
    {
        output.WriteLine($"{function.Name}: sound");
        Call(function, context, output, "as it should be", null, Refused.Contains(function.Name) ? Outcome.Either : Outcome.Works);
        for (var place = 0; place < function.Parameters.Count; place++)
        {
            var parameter = function.Parameters[place];
            if (parameter.IsAddress)
                Call(function, context, output, $"{parameter.Name} = null", call => call.Arguments[place] = parameter.Type.EndsWith('*') ? null : (object)(nint)0, NullDoes(function, parameter), place);
            foreach (var (what, replace) in Odd(function, parameter, place))
                Call(function, context, output, $"{parameter.Name} = {what}", replace, Outcome.Either, place);
        }
    }

    private enum Outcome
    {
        Works,
        Fails,
        Either,
    }

    private static Outcome NullDoes(ShimFunction function, ShimParameter parameter) =>
        parameter.MayBeNull || function.Frees && parameter.IsHandle || function.Returns == "ps_tensor" ? Outcome.Either : Outcome.Fails;

    private static void Call(ShimFunction function, nint context, TextWriter output, string what, Action<SoundCall>? replace, Outcome outcome, int place = -1)
    {
        output.WriteLine($"{function.Name}: {what}");
        using var call = new SoundCall(function, context);
        replace?.Invoke(call);
        // An array of none may be null.
        if (outcome == Outcome.Fails && place + 1 < call.Arguments.Length && call.Arguments[place + 1] is 0L && function.Parameters[place].IsConstant)
            outcome = Outcome.Either;
        var result = call.Invoke(Declarations[function.Name]);
        var freed = replace is null || place < 0 || !function.Parameters[place].IsHandle;
        if (function.Frees && freed && result is not 0)
            call.Freed();
        var failed = function.GivesStatus ? !Equals(result, 0) : function.IsQuick && (Equals(result, -1) || Equals(result, -1L));
        // On the CPU a device's index is -1 too.
        if (outcome == Outcome.Works && failed && function.Name != "ps_tensor_device_index")
            output.WriteLine($"! {function.Name}, {what}: {(function.GivesStatus ? Message() : "gave -1")}");
        if (outcome == Outcome.Fails && (!failed || (function.GivesStatus && !Message().Contains(function.Parameters[place].Plain, StringComparison.Ordinal))))
            output.WriteLine($"! {function.Name}, {what}: {(failed ? $"a message that does not name it, '{Message()}'" : "no failure")}");
        if (failed && function.GivesStatus && Message().Length == 0)
            output.WriteLine($"! {function.Name}, {what}: failed without a message");
        if (failed && !call.IsUntouched)
            output.WriteLine($"! {function.Name}, {what}: failed, and yet wrote a result");
    }

    /// <summary>Values that are wrong for most functions; any answer will do but the end of the process.</summary>
    private static IEnumerable<(string, Action<SoundCall>)> Odd(ShimFunction function, ShimParameter parameter, int place)
    {
        switch (parameter.Type)
        {
            // A reference given to be freed is the callee's, whatever it is.
            case "ps_tensor" when !function.Frees:
                return oddTensors.Select(odd => ($"{(odd.Spread ? "one element spread to " : "")}[{string.Join(',', odd.Shape)}] of type {odd.Type}", Set(call => call.Tensor(odd.Shape, odd.Type, odd.Spread))));
            case "ps_tensor*" when parameter.IsConstant:
                return oddTensors.Select(odd => ($"an array of [{string.Join(',', odd.Shape)}] of type {odd.Type}", Change<nint>((call, array) => array[0] = (nint)call.Tensor(odd.Shape, odd.Type, odd.Spread))))
                    .Append(("an array of null", Change<nint>((_, array) => array[0] = 0)));
            case "int64_t*" when parameter.IsConstant:
                return numbers.Select(number => ($"an array of {number}", Change<long>((_, array) => array[0] = number)));
            // What is longer than the array no callee can tell.
            case "int64_t" when parameter.Plain is "dims" or "bytes" || parameter.Plain.EndsWith("count", StringComparison.Ordinal):
                return new[] { -1, long.MinValue, long.MaxValue }.Select(number => ($"{number}", Set(_ => number)));
            case "int64_t" when parameter.Plain == "capacity":
                return new[] { -1, 0, long.MinValue }.Select(number => ($"{number}", Set(_ => number)));
            case "int64_t":
                return numbers.Select(number => ($"{number}", Set(_ => number)));
            case "int32_t":
                return new[] { -2, -1, 3, 99, int.MinValue, int.MaxValue }.Select(number => ($"{number}", Set(_ => number)));
            case "uint64_t":
                return [("the largest", Set(_ => ulong.MaxValue))];
            case "double":
                return new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, 1e300 }.Select(number => ($"{number}", Set(_ => number)));
            case "ps_scalar":
                return Scalars().Select(scalar => (scalar.What, Set(_ => scalar.Value)));
            case "ps_scalar*" when parameter.IsConstant:
                return Scalars().Select(scalar => (scalar.What, Change<NativeScalar>((_, array) => array[0] = scalar.Value)));
            case "ps_options":
                return from options in Options() select ($"type {options.Dtype} on {options.DeviceType}:{options.DeviceIndex}, gradient {options.RequiresGrad}", Set(_ => options));
            case "char*" when parameter.IsConstant:
                return [("no such file", Change<byte>((_, text) => text[0] = (byte)'\u0001'))];
            case "void*" when parameter.IsConstant:
                return [("other bytes", Change<byte>((_, bytes) => bytes[0] ^= 0xFF))];
            default:
                return [];
        }

        Action<SoundCall> Set(Func<SoundCall, object> value) => call => call.Arguments[place] = value(call);

        Action<SoundCall> Change<T>(ChangeArray<T> change) where T : unmanaged => call => change(call, new Span<T>(Pointer.Unbox(call.Arguments[place]!), 1));
    }

    private delegate void ChangeArray<T>(SoundCall call, Span<T> array);

    private static IEnumerable<(string What, NativeScalar Value)> Scalars()
    {
        foreach (var kind in new[] { -1, 4, long.MaxValue })
            yield return ($"a number of kind {kind}", new NativeScalar { Kind = kind });
        foreach (var real in new[] { double.NaN, double.PositiveInfinity, -1e300 })
            yield return ($"{real}", new NativeScalar { Kind = NativeScalar.Real, RealValue = real });
        foreach (var whole in new[] { long.MinValue, long.MaxValue, 0, -1 })
            yield return ($"{whole}", new NativeScalar { IntegerValue = whole });
        yield return ("a complex number", new NativeScalar { Kind = NativeScalar.Complex, RealValue = 1, ImaginaryValue = 1 });
        yield return ("a truth", new NativeScalar { Kind = NativeScalar.Boolean, IntegerValue = 1 });
    }

    private static IEnumerable<NativeOptions> Options()
    {
        foreach (var type in new[] { int.MinValue, -1, 0, 4, 5, 8, 11, 12, 15, 16, 99, int.MaxValue })
            yield return new NativeOptions { Dtype = type, DeviceIndex = -1 };
        foreach (var (device, index) in new[] { (-1, -1), (1, 0), (1, 99), (2, 0), (20, 0), (99, 0), (int.MaxValue, 0), (0, 5), (0, -2), (0, int.MaxValue), (14, -1) })
            yield return new NativeOptions { Dtype = 7, DeviceType = device, DeviceIndex = index };
        yield return new NativeOptions { Dtype = 4, DeviceIndex = -1, RequiresGrad = 1 };
        yield return new NativeOptions { Dtype = 7, DeviceIndex = -1, RequiresGrad = -7 };
    }

    private static string Message()
    {
        var text = stackalloc byte[4096];
        return Encoding.UTF8.GetString(text, (int)Math.Min(4096, Native.ps_error(text, 4096)));
    }

    /// <summary>Runs the action where a context is valid: within the backward of a function of the caller's own.</summary>
    private static void InABackward(Action<nint> action)
    {
        within = action;
        using var scope = NewDisposeScope();
        var (leaf, value) = (zeros(2, requires_grad: true), zeros(2));
        nint input = leaf.Handle, output = value.Handle, saved = value.Handle, made, none = 0;
        long ended, count;
        Native.Check(Native.ps_function_apply(&input, 1, &output, 1, &saved, 1, &none, 0, &none, 0, 1,
            (nint)(delegate* unmanaged[Cdecl]<long, nint, nint*, long, nint*, long, byte*, long, int>)&Backward, 0, &made, &ended, 1, &count));
        nint gradient = zeros(2).Handle;
        Native.Check(Native.ps_backward(&made, 1, &gradient, 1, -1, 0, null, 0));
        Native.ps_tensor_free(made);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Backward(long ticket, nint context, nint* gradients, long count, nint* results, long resultCount, byte* error, long capacity)
    {
        for (var i = 0; i < count; i++) Native.ps_tensor_free(gradients[i]);
        within!(context);
        return 0;
    }
}
