using System.ComponentModel;
using System.Diagnostics;
using NUnit.Framework;

namespace PerfSuite.Correctness;

/// <summary>A library of a test's own that answers as one of NVIDIA's does, which only a machine with a GPU has.</summary>
internal static class FakeLibrary
{
    /// <summary>Compiles C; ignores the test, aloud, where that cannot be.</summary>
    /// <param name="source">Text of the one file.</param>
    /// <param name="library">Path of the library to write; its source is left beside it.</param>
    public static void Compile(string source, string library)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The library that answers is compiled on Linux only.");
        File.WriteAllText(library + ".c", source);
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", library, library + ".c"]) { RedirectStandardError = true })!;
            var said = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero, said);
        }
        catch (Win32Exception)
        {
            Assert.Ignore("There is no C compiler (cc) to make the library that answers.");
        }
    }
}
