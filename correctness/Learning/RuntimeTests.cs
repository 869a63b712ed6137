using NUnit.Framework;
using PerfSuite.Learning.Runtime;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class RuntimeTests
{
    [TestCase("1.13.1", "1.13.1")]
    [TestCase("2.6.0+debian", "2.6.0")]
    [TestCase("2.7.1.0", "2.7.1")]
    [TestCase("1.13.0a0", "1.13")]
    public void A_version_is_its_first_three_numbers(string version, string expected) =>
        Assert.That(TorchRuntime.Normalise(version), Is.EqualTo(expected));

    [Test]
    public void The_runtime_says_who_it_is()
    {
        var runtime = TorchRuntime.Current;
        Assert.That(runtime.Contender, Is.AnyOf("csharp-system", "csharp-torchsharp"));
        Assert.That(runtime.Label, Does.StartWith("C# "));
        Assert.That(runtime.LibTorchVersion, Does.Match(@"^\d+\.\d+\.\d+$"));
        if (OperatingSystem.IsLinux())
            Assert.That(runtime.LibTorchPath, Does.Exist);
    }

    [Test]
    public void The_BLAS_is_named_by_folder_and_file()
    {
        string[] lines =
        [
            "7f0000000000-7f0000001000 r--p 00000000 08:01 1234  /usr/lib/x86_64-linux-gnu/libtorch_cpu.so.1.13.1",
            "7f0000001000-7f0000002000 r-xp 00001000 08:01 1235  /usr/lib/x86_64-linux-gnu/libopenblasp-r0.3.21.so",
            "7f0000002000-7f0000003000 r--p 00000000 08:01 1236  /usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3",
            "7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0     [stack]",
            "7f0000003000-7f0000004000 rw-p 00000000 00:00 0 ",
        ];
        var map = new LibraryMap(lines);
        Assert.That(map.Blas, Is.EqualTo("openblas-openmp/libblas.so.3"));
        Assert.That(map.Find("libtorch_cpu"), Is.EqualTo("/usr/lib/x86_64-linux-gnu/libtorch_cpu.so.1.13.1"));
        Assert.That(new LibraryMap([]).Blas, Is.Null);
    }
}
