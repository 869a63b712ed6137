using System.Runtime.InteropServices;

namespace PerfSuite.Learning.Runtime;

/// <summary>
/// Switches of libtorch that TorchSharp does not declare: functions of <c>at::Context</c>, which every libtorch exports, by the names that C++
/// compilers give them. Whatever is set is read back.
/// </summary>
internal sealed unsafe class ContextSwitches
{
    private static readonly (string Set, string Get)[] names = OperatingSystem.IsWindows()
        ?
        [
            ("?setBenchmarkCuDNN@Context@at@@QEAAX_N@Z", "?benchmarkCuDNN@Context@at@@QEBA_NXZ"),
            ("?setDeterministicCuDNN@Context@at@@QEAAX_N@Z", "?deterministicCuDNN@Context@at@@QEBA_NXZ"),
            ("?setDeterministicAlgorithms@Context@at@@QEAAX_N0@Z", "?deterministicAlgorithms@Context@at@@QEBA_NXZ"),
        ]
        :
        [
            ("_ZN2at7Context17setBenchmarkCuDNNEb", "_ZNK2at7Context14benchmarkCuDNNEv"),
            ("_ZN2at7Context21setDeterministicCuDNNEb", "_ZNK2at7Context18deterministicCuDNNEv"),
            ("_ZN2at7Context26setDeterministicAlgorithmsEbb", "_ZNK2at7Context23deterministicAlgorithmsEv"),
        ];

    private static readonly string context = OperatingSystem.IsWindows() ? "?globalContext@at@@YAAEAVContext@1@XZ" : "_ZN2at13globalContextEv";

    private readonly nint library;
    private readonly nint self;

    private ContextSwitches(nint library)
    {
        this.library = library;
        self = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, context))();
    }

    /// <summary>Whether cuDNN tries its algorithms and keeps the fastest.</summary>
    public bool CudnnBenchmark
    {
        get => Get(0);
        set => Set(0, value);
    }

    /// <summary>Whether cuDNN takes only algorithms that give the same bits every time.</summary>
    public bool CudnnDeterministic
    {
        get => Get(1);
        set => Set(1, value);
    }

    /// <summary>Whether all of libtorch takes only those, and fails where there is none.</summary>
    public bool DeterministicAlgorithms
    {
        get => Get(2);
        set => Set(2, value);
    }

    /// <summary>Those of a libtorch that this process has loaded.</summary>
    /// <param name="path">Of its <c>libtorch_cpu</c>.</param>
    /// <returns>Null where it lacks one of the names.</returns>
    public static ContextSwitches? Open(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library))
            return null;
        if (names.SelectMany(pair => new[] { pair.Set, pair.Get }).Append(context).All(name => NativeLibrary.TryGetExport(library, name, out _)))
            return new ContextSwitches(library);
        NativeLibrary.Free(library);
        return null;
    }

    private bool Get(int which) => ((delegate* unmanaged<nint, byte>)NativeLibrary.GetExport(library, names[which].Get))(self) != 0;

    private void Set(int which, bool value)
    {
        var set = NativeLibrary.GetExport(library, names[which].Set);
        // The third has a second parameter: whether to warn instead of failing. The others do not look at it.
        ((delegate* unmanaged<nint, byte, byte, void>)set)(self, value ? (byte)1 : (byte)0, 0);
        if (Get(which) != value)
            throw new NotSupportedException($"libtorch did not take {names[which].Set}({value}).");
    }
}
