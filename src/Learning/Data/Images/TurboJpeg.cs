using System.Reflection;
using System.Runtime.InteropServices;

namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// The functions of libturbojpeg 2 used here (https://libjpeg-turbo.org; 3 still has them). The library is the system's:
/// nothing is shipped with it, and its absence shows at the first picture.
/// </summary>
internal static class TurboJpeg
{
    public const int Rgb = 0;
    public const int Subsampling420 = 2;
    public const int ColoursCmyk = 3, ColoursYcck = 4;

    /// <summary>The slow, exact integer transform: the one that Pillow and OpenCV use.</summary>
    public const int AccurateDct = 4096;

    /// <summary>At most 500 scans: a small progressive file may not cost minutes. (Unknown before 2.1, and ignored there.)</summary>
    public const int LimitScans = 32768;

    public const int NoRealloc = 1024;

    private const string Library = "turbojpeg";

    static TurboJpeg() => NativeLibrary.SetDllImportResolver(typeof(TurboJpeg).Assembly, Resolve);

    /// <summary>Is there a library to call?</summary>
    public static bool IsThere => Found.Value != 0;

    /// <summary>What to install, for messages.</summary>
    public static string Cure =>
        OperatingSystem.IsWindows() ? "put turbojpeg.dll (libjpeg-turbo for Windows) beside the program or on the PATH"
        : OperatingSystem.IsMacOS() ? "`brew install jpeg-turbo`"
        : "`apt-get install libturbojpeg0`, or this system's package of libturbojpeg (./setup.sh does it on Debian and Ubuntu)";

    [DllImport(Library)]
    public static extern nint tjInitDecompress();

    [DllImport(Library)]
    public static extern nint tjInitCompress();

    [DllImport(Library)]
    public static extern int tjDestroy(nint handle);

    [DllImport(Library)]
    public static extern nint tjGetErrorStr2(nint handle);

    [DllImport(Library)]
    public static extern int tjDecompressHeader3(JpegHandle handle, in byte jpeg, CULong size, out int width, out int height, out int subsampling, out int colours);

    [DllImport(Library)]
    public static extern int tjDecompress2(JpegHandle handle, in byte jpeg, CULong size, ref byte pixels, int width, int pitch, int height, int format, int flags);

    [DllImport(Library)]
    public static extern CULong tjBufSize(int width, int height, int subsampling);

    [DllImport(Library)]
    public static extern int tjCompress2(JpegHandle handle, in byte pixels, int width, int pitch, int height, int format, ref nint jpeg, ref CULong size, int subsampling, int quality, int flags);

    private static Lazy<nint> Found { get; } = new(Find);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Found.Value : 0;

    private static nint Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["turbojpeg.dll", "libturbojpeg.dll"]
            : OperatingSystem.IsMacOS() ? ["libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"]
            : ["libturbojpeg.so.0", "libturbojpeg.so"];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(TurboJpeg).Assembly, null, out var library))
                return library;
        }
        return 0;
    }
}

/// <summary>A compressor or decompressor: used by one thread at a time.</summary>
internal sealed class JpegHandle : SafeHandle
{
    public JpegHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>What the library said last.</summary>
    public string LastWords => Marshal.PtrToStringUTF8(TurboJpeg.tjGetErrorStr2(handle)) is { Length: > 0 } words ? words : "no reason given";

    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;
}
