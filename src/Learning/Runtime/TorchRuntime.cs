using static TorchSharp.torch;

namespace PerfSuite.Learning.Runtime;

/// <summary>
/// What TorchSharp's API does not tell or do, one implementation per supplier of that API. What a supplier cannot
/// give is null: reported as such, never guessed.
/// </summary>
public abstract class TorchRuntime
{
    private LibraryMap? libraries;

    /// <summary>The supplier this was built with.</summary>
    public static TorchRuntime Current { get; } =
#if SYSTEM_SUPPLIER
        new SystemRuntime();
#else
        new PackageRuntime();
#endif

    /// <summary>The name of this side in results: <c>csharp-system</c> or <c>csharp-torchsharp</c>.</summary>
    public abstract string Contender { get; }

    /// <summary>What people are shown, so that nobody mistakes one supplier for the other.</summary>
    public abstract string Label { get; }

    /// <summary>Version of the libtorch in use, three numbers.</summary>
    public abstract string LibTorchVersion { get; }

    /// <summary>The vector instructions libtorch's kernels use here, such as <c>AVX512</c>.</summary>
    public abstract string? CpuCapability { get; }

    /// <summary>Full path of the libtorch_cpu that is mapped; null where the system has no /proc.</summary>
    public string? LibTorchPath => Libraries.Find("libtorch_cpu");

    /// <summary>Full path of the CUDA runtime that is mapped; null where libtorch has none, or the system has no /proc.</summary>
    internal string? CudaRuntimePath => Libraries.Find("libcudart");

    /// <summary>
    /// The BLAS that is mapped, the last two components of its real path (on Debian the folder names the vendor);
    /// null where none is mapped as a library of its own, or where the system has no /proc.
    /// </summary>
    public string? Blas => Libraries.Blas;

    /// <summary>
    /// Runs an action and counts the operations libtorch dispatched for it, by name (<c>aten::add</c>), those of the
    /// backward pass included.
    /// </summary>
    public abstract IReadOnlyDictionary<string, long>? CountOperations(Action action);

    /// <summary>
    /// Runs an action and measures how long the operations that <see cref="CountOperations"/> counts took, by name: all nanoseconds
    /// together, without those of the operations nested in them. A clock around every operation slows the action as a whole.
    /// </summary>
    public abstract IReadOnlyDictionary<string, long>? TimeOperations(Action action);

    /// <summary>
    /// Runs an action and finds the most bytes of tensors that libtorch held at once, of those that this thread allocated since the action
    /// began, backward included; what the tensors of before held is not among them. And the most bytes that its allocator of a GPU had given
    /// out at once, all that was there before among them; null where it gave out none.
    /// </summary>
    public abstract (long Bytes, long? OnGpu)? PeakMemory(Action action);

    /// <summary>
    /// Calls from managed code into libtorch that this thread has made since it began: P/Invokes of the binding's native
    /// library, those without a GC transition and those that failed included. Calls into other libraries are not among them.
    /// </summary>
    public abstract long? NativeCalls { get; }

    /// <summary>
    /// Whether libtorch takes only deterministic implementations and fails where there is none: of the whole process, as <see cref="Apply"/>
    /// left it. Null where the supplier cannot tell.
    /// </summary>
    public abstract bool? DeterministicAlgorithms { get; }

    /// <summary>Why the supplier lacks a switch that a mode needs; null where it has all.</summary>
    public abstract string? Lack(ComputeMode mode);

    /// <summary>Switches the whole process to a mode; other switches of libtorch stay as they are.</summary>
    /// <exception cref="NotSupportedException">The supplier does not offer it.</exception>
    public abstract void Apply(ComputeMode mode);

    /// <summary>
    /// Begins to record where every tensor of the process is made, which makes each cost a stack trace more; null where the supplier cannot.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is being recorded already: there is one record at a time.</exception>
    internal abstract TensorRecord? RecordTensors();

    // Asking for the thread count loads libtorch, and with it the BLAS it is linked to.
    private LibraryMap Libraries
    {
        get
        {
            if (libraries is null)
            {
                _ = get_num_threads();
                libraries = LibraryMap.OfThisProcess();
            }
            return libraries;
        }
    }

    /// <summary>
    /// The first three numbers of a version, where it has so many: <c>1.13.1</c> of <c>1.13.1+cpu</c>, <c>2.7.1</c>
    /// of <c>2.7.1.0</c>.
    /// </summary>
    internal static string Normalise(string version)
    {
        var numbers = version.Split('+', '-')[0].Split('.').TakeWhile(part => part.Length > 0 && part.All(char.IsAsciiDigit));
        return string.Join('.', numbers.Take(3));
    }
}
