using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// The managed end of one node of the graph. The node knows it by a GC handle, its ticket, which is freed once libtorch has
/// said, at some later call, that the node has ended.
/// </summary>
internal sealed unsafe class FunctionCall(
    string name, autograd.AutogradContext context, Func<autograd.AutogradContext, List<Tensor>, List<Tensor>> backward, bool[] areTensors)
{
    private const int MostEnded = 64;

    /// <summary>Puts the node between inputs and outputs; without a call there is nothing to come back to.</summary>
    internal static Tensor[] Connect(FunctionCall? call, autograd.AutogradContext context, Tensor[] inputs, List<Tensor> outputs)
    {
        var made = new nint[outputs.Count];
        var saved = context.Saved.Select(tensor => tensor is null || tensor.IsInvalid ? 0 : tensor.Handle).ToArray();
        var ended = stackalloc long[MostEnded];
        long endedCount = 0;
        int status;
        fixed (nint* given = Tensor.Handles(inputs), computed = Tensor.Handles(outputs), kept = saved, dirty = Tensor.Handles(context.Dirty))
        fixed (nint* constants = Tensor.Handles(context.Constants), results = made)
        {
            nint nothing;
            delegate* unmanaged[Cdecl]<long, nint, nint*, long, nint*, long, byte*, long, int> callback = &Backward;
            status = Native.ps_function_apply(
                given, inputs.Length, computed, outputs.Count, kept, saved.Length, dirty, context.Dirty.Count, constants, context.Constants.Count,
                context.MaterializeGrads ? 1 : 0, (nint)callback, call is null ? 0 : GCHandle.ToIntPtr(GCHandle.Alloc(call)),
                results is null ? &nothing : results, ended, MostEnded, &endedCount);
        }

        for (var i = 0; i < endedCount; i++) GCHandle.FromIntPtr((nint)ended[i]).Free();
        GC.KeepAlive(inputs);
        GC.KeepAlive(context);
        Native.Check(status);
        var wrapped = new Tensor[made.Length];
        for (var i = 0; i < made.Length; i++) wrapped[i] = Wrap(made[i], outputs[i], inputs);
        context.Forget();
        return wrapped;
    }

    // The object that forward made, unless it is an input or libtorch put a view in its place.
    private static Tensor Wrap(nint made, Tensor output, Tensor[] inputs)
    {
        if (made != output.Handle || inputs.Contains<Tensor>(output, ReferenceEqualityComparer.Instance)) return Tensor.Own(0, made);
        Native.ps_tensor_free(made);
        return output;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Backward(long ticket, nint nativeContext, nint* gradients, long count, nint* results, long resultCount, byte* error, long capacity)
    {
        var where = "backward";
        try
        {
            using var scope = NewDisposeScope();
            var given = new List<Tensor>((int)count);
            for (var i = 0; i < count; i++) given.Add(gradients[i] == 0 ? Tensor.Undefined() : Tensor.Own(0, gradients[i]));
            var call = (FunctionCall)GCHandle.FromIntPtr((nint)ticket).Target!;
            where = call.Where;
            var made = call.Run(nativeContext, given);
            for (var i = 0; i < resultCount; i++) results[i] = made[i] is { IsInvalid: false } gradient ? Native.ps_tensor_retain(gradient.Handle) : 0;
            return 0;
        }
        catch (Exception exception)
        {
            Native.Remember(exception, where, error, capacity);
            return 1;
        }
    }

    private string Where => $"{name}.backward";

    /// <summary>The gradients of the arguments that are tensors.</summary>
    private List<Tensor> Run(nint nativeContext, List<Tensor> given)
    {
        // The context serves one backward at a time, as libtorch's own nodes do.
        lock (context)
        {
            context.Enter(nativeContext);
            try
            {
                var made = backward(context, given) ?? throw new InvalidOperationException("expected a list of gradients, got null");
                if (made.Count < areTensors.Length || made.Skip(areTensors.Length).Any(extra => extra is { IsInvalid: false }))
                    throw new InvalidOperationException($"expected {areTensors.Length} gradients, one for each argument, got {made.Count}");
                for (var i = 0; i < areTensors.Length; i++)
                {
                    if (!areTensors[i] && made[i] is { IsInvalid: false })
                        throw new InvalidOperationException($"expected no gradient at place {i}, where the argument is no tensor");
                }

                return [.. made.Where((_, index) => index < areTensors.Length && areTensors[index])];
            }
            finally
            {
                context.Enter(0);
            }
        }
    }
}
