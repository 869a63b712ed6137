using System.Runtime.InteropServices;
using System.Text;

namespace PerfSuite.Diagnosis;

/// <summary>NVIDIA's driver, as its management library (NVML) tells.</summary>
/// <param name="Version">Such as <c>572.16</c>.</param>
/// <param name="Cuda">The newest CUDA that it can serve.</param>
internal sealed record NvidiaDriver(string Version, Version Cuda)
{
    private const int Ok = 0;
    private const int LongestVersion = 80;

    private delegate int Nothing();

    private delegate int TextOf([Out] byte[] text, uint length);

    private delegate int NumberOf(out int number);

    /// <summary>Asks the library; null where there is none, or it does not answer.</summary>
    /// <param name="name">The library's file; the system's if left out.</param>
    public static NvidiaDriver? Read(string? name = null)
    {
        if (!NativeLibrary.TryLoad(name ?? (OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1"), out var library))
            return null;
        try
        {
            if (Function<Nothing>("nvmlInit_v2") is not { } begin || Function<TextOf>("nvmlSystemGetDriverVersion") is not { } version
                || Function<NumberOf>("nvmlSystemGetCudaDriverVersion_v2") is not { } cuda || Function<Nothing>("nvmlShutdown") is not { } end || begin() != Ok)
                return null;
            var text = new byte[LongestVersion];
            var told = version(text, LongestVersion) == Ok && cuda(out var number) == Ok
                // 12080 is 12.8.
                ? new NvidiaDriver(Encoding.ASCII.GetString(text).Split('\0')[0], new Version(number / 1000, number % 1000 / 10))
                : null;
            end();
            return told;
        }
        finally
        {
            NativeLibrary.Free(library);
        }

        T? Function<T>(string function) where T : Delegate =>
            NativeLibrary.TryGetExport(library, function, out var address) ? Marshal.GetDelegateForFunctionPointer<T>(address) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Version}, up to CUDA {Cuda}";
}
