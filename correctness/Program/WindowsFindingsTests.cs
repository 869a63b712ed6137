using NUnit.Framework;
using NUnit.Framework.Constraints;
using PerfSuite.Diagnosis;

namespace PerfSuite.Correctness.Program;

/// <summary>What the doctor says on Windows, of libraries and facts that these tests make up.</summary>
public sealed class WindowsFindingsTests
{
    private static readonly PowerPlan quiet = new(PowerPlan.HighPerformance, null, false);
    private static readonly NvidiaDriver driver = new("572.16", new Version(12, 8));

    [Test]
    public void A_library_tells_its_linker_its_imports_and_its_exports()
    {
        var read = Read(MadeDll.Of(38, [("KERNEL32.dll", ["Sleep", "#7", "Beep"]), ("c10.dll", [])], "one", "two"));
        Assert.Multiple(() =>
        {
            Assert.That(read.Linker, Is.EqualTo(new Version(14, 38)));
            Assert.That(read.Imports.Select(import => $"{import.Library}: {string.Join(' ', import.Functions)}"), Is.EqualTo(new[] { "KERNEL32.dll: Sleep Beep", "c10.dll: " }));
            Assert.That(read.Exports, Is.EquivalentTo(new[] { "one", "two" }));
            Assert.That(Read(MadeDll.Of(38, [])) is { Imports.Count: 0, Exports.Count: 0 });
        });
    }

    /// <summary>Not one of these tests' own making: a library that BenchmarkDotNet brings for Windows, and a build copies everywhere.</summary>
    [Test]
    public void A_library_of_somebody_else_s_is_read_too()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "win-x64", "native", "capstone.dll");
        if (!File.Exists(path))
            Assert.Ignore("BenchmarkDotNet brings none any more.");
        var read = Read(File.ReadAllBytes(path));
        Assert.That(read.Imports.Single().Library, Is.EqualTo("KERNEL32.dll").IgnoreCase);
        Assert.That(read.Imports.Single().Functions, Does.Contain("GetProcAddress"));
        Assert.That(read.Exports, Does.Contain("cs_open").And.Contain("cs_disasm"));
    }

    [Test]
    public void No_bytes_make_the_reader_anything_but_refuse()
    {
        var whole = MadeDll.Of(38, [("c10.dll", ["a", "b"])], "one");
        var random = new Random(11);
        for (var trial = 0; trial < 300; trial++)
        {
            var bytes = whole[..random.Next(whole.Length)];
            if (trial % 2 == 0)
            {
                bytes = [.. whole];
                for (var change = 0; change < 4; change++)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            try
            {
                Read(bytes);
            }
            catch (BadImageFormatException)
            {
            }
        }
        Assert.That(() => Read("no library"u8.ToArray()), Throws.InstanceOf<BadImageFormatException>());
    }

    [Test]
    public void What_is_nowhere_and_what_is_of_another_version_is_named_with_who_wants_it_and_a_cure()
    {
        var warning = Said("DLL imports", Facts(
            ("LibTorchSharp.dll", MadeDll.Of(38, [("torch_cpu.dll", ["?new@@", "old"]), ("VCRUNTIME140_1.dll", ["x"]), ("api-ms-win-crt-heap-l1-1-0.dll", ["malloc"]), ("KERNEL32.dll", ["Sleep"])])),
            ("torch_cpu.dll", MadeDll.Of(38, [("libomp140.x86_64.dll", ["y"]), ("cusparse64_12.dll", ["z"]), ("broken.dll", ["b"])], "old")),
            ("broken.dll", [1, 2, 3])));
        Assert.Multiple(() =>
        {
            Assert.That(warning, Does.Contain("LibTorchSharp.dll wants 1 function that torch_cpu.dll has not (?new@@)").And.Contain("-p:TorchSharpVersion=0.105.1"));
            Assert.That(warning, Does.Contain("LibTorchSharp.dll wants VCRUNTIME140_1.dll, which is nowhere: `winget install Microsoft.VCRedist.2015+.x64`"));
            Assert.That(warning, Does.Contain("torch_cpu.dll wants libomp140.x86_64.dll, which is nowhere: its package lacks it"));
            Assert.That(warning, Does.Contain("torch_cpu.dll wants cusparse64_12.dll, which is nowhere: the CUDA package of this version lacks it"));
            Assert.That(warning, Does.Contain("broken.dll cannot be read"));
            Assert.That(warning, Does.Not.Contain("api-ms").And.Not.Contain("KERNEL32"));
        });
    }

    [Test]
    public void Libraries_that_suit_each_other_are_no_fault()
    {
        var facts = Facts(("LibTorchSharp.dll", MadeDll.Of(38, [("torch_cpu.dll", ["old"])])), ("torch_cpu.dll", MadeDll.Of(38, [("LibTorchSharp.dll", [])], "old")));
        Assert.That(WindowsFindings.Of(facts).Select(finding => (finding.Name, finding.Warning)), Is.EqualTo(new[]
        {
            ("DLL imports", (string?)null), ("VC++ runtime", null), ("NVIDIA driver", null), ("power plan", null),
        }));
        Assert.That(WindowsFindings.Of(facts).First().Value, Does.StartWith("2 libraries"));
    }

    [Test]
    public void Nothing_to_load_is_told_as_such() => Assert.That(Said("DLL imports", Facts() with { Tree = null }), Does.Contain("dotnet restore --force"));

    [TestCase("14.29.30153", "torch_cpu.dll was made with 14.38")]
    [TestCase("14.38.33135", null)]
    [TestCase("14.42.34433", null)]
    [TestCase(null, null)]
    public void A_runtime_older_than_the_tools_is_told(string? version, string? told)
    {
        var warning = Said("VC++ runtime", Facts(("torch_cpu.dll", MadeDll.Of(38, [("MSVCP140.dll", [])])), ("msvcp140.dll", MadeDll.Of(50, []))) with { Runtime = version is null ? null : new Version(version) });
        Assert.That(warning, Told(told));
    }

    [Test]
    public void No_runtime_is_told() => Assert.That(Said("VC++ runtime", Facts() with { RuntimePath = null, Runtime = null }), Does.Contain("winget install"));

    [TestCase("cudart64_12.dll", 12, 4, null)]
    [TestCase("cudart64_12.dll", 11, 8, "made for CUDA 12: https://www.nvidia.com/drivers")]
    [TestCase("cudart64_110.dll", 11, 8, null)]
    [TestCase("cudart64_110.dll", 10, 2, "made for CUDA 11")]
    [TestCase("cudart64_12.dll", 0, 0, "without a driver it computes on the processor")]
    [TestCase("c10.dll", 0, 0, null)]
    [TestCase("c10.dll", 12, 8, null)]
    public void A_driver_must_serve_the_CUDA_that_libtorch_is_made_for(string library, int major, int minor, string? told)
    {
        var facts = Facts(("torch_cuda.dll", MadeDll.Of(38, [(library, [])])), (library, MadeDll.Of(38, []))) with { Driver = major == 0 ? null : new NvidiaDriver("1.2", new Version(major, minor)) };
        Assert.That(Said("NVIDIA driver", facts), Told(told));
    }

    [Test]
    public void Plans_that_keep_the_clock_down_are_told()
    {
        Assert.Multiple(() =>
        {
            Assert.That(new PowerPlan(PowerPlan.HighPerformance, null, null).Warning, Is.Null);
            Assert.That(new PowerPlan(Guid.Empty, null, false).Warning, Is.Null, "somebody's own plan is his affair");
            Assert.That(new PowerPlan(PowerPlan.Balanced, null, false).Warning, Does.Contain("clock follows the load").And.Contain("powercfg /setactive SCHEME_MIN"));
            Assert.That(new PowerPlan(PowerPlan.Balanced, PowerPlan.BestPerformance, false).Warning, Is.Null);
            Assert.That(new PowerPlan(PowerPlan.Saver, PowerPlan.BestPerformance, false).Warning, Does.Contain("kept slow"));
            Assert.That(new PowerPlan(PowerPlan.HighPerformance, null, true) is { Name: "high performance, on battery", Warning: { } warning } && warning.Contains("plug", StringComparison.Ordinal));
        });
    }

    private static string? Said(string name, WindowsFacts facts) => WindowsFindings.Of(facts).Single(finding => finding.Name == name).Warning;

    private static Constraint Told(string? words) => words is null ? Is.Null : Does.Contain(words);

    /// <summary>A Windows with these libraries, the first of them loaded by the program.</summary>
    private static WindowsFacts Facts(params (string Name, byte[] Bytes)[] libraries)
    {
        string? Find(string library) => library == "KERNEL32.dll" ? "C:\\Windows\\System32\\KERNEL32.dll"
            : libraries.Any(one => one.Name.Equals(library, StringComparison.OrdinalIgnoreCase)) ? "C:\\net10.0\\" + library : null;
        var tree = new DllTree(libraries.Take(1).Select(one => "C:\\net10.0\\" + one.Name), Find, path => path.StartsWith("C:\\Windows", StringComparison.Ordinal),
            path => Read(libraries.First(one => path.EndsWith(one.Name, StringComparison.OrdinalIgnoreCase)).Bytes));
        return new WindowsFacts(tree, "C:\\Windows\\System32\\msvcp140.dll", new Version(14, 42, 34433), driver, quiet);
    }

    private static Dll Read(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return Dll.Read(file);
    }
}
