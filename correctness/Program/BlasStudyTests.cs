using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>Which BLAS are found, that a variant must prove itself, and what is said of them.</summary>
[Platform(Exclude = "Win", Reason = "Links and shell scripts.")]
public sealed class BlasStudyTests
{
    private const int Nobody = int.MaxValue;
    private static readonly WorkerHello hello = new("csharp-system", ".NET", new Dictionary<string, string> { [BlasVariant.Kernels] = "Haswell" }, "1.13.1", "blis-openmp/libblas.so.3", "NO AVX", 1, 1, [], [], new Dictionary<string, IReadOnlyList<string>>());
    private ScratchFolder folder = null!;

    [SetUp]
    public void Make() => folder = new ScratchFolder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Each_library_is_found_once_wherever_it_lies()
    {
        Library("installed/openblas-openmp/libblas.so.3");
        Library("installed/blas/libblas.so.3.11.0");
        Link("installed/blas/libblas.so.3", "libblas.so.3.11.0");
        Library("unpacked/libblis4/usr/lib/x/blis-openmp/libblas.so.3");
        Library("unpacked/other/usr/lib/x/openblas-openmp/libblas.so.3");
        Library("unpacked/own/libopenblasp-r0.3.21.so");
        Link("unpacked/own/libopenblas.so.0", "libopenblasp-r0.3.21.so");
        Link("unpacked/again", Path.Combine(folder.Path, "installed/blas"));
        Link("unpacked/ring", Path.Combine(folder.Path, "unpacked"));
        var found = BlasLibraries.Find([folder["installed/blas"], folder["installed/openblas-openmp"], folder["installed/nothing"]], folder["unpacked"]);
        Assert.That(found.Select(one => (one.Name, one.Shown, one.HasOwnName)), Is.EqualTo(new[]
        {
            ("reference", "blas/libblas.so.3.11.0", true),
            ("openblas-openmp", "openblas-openmp/libblas.so.3", true),
            ("blis-openmp", "blis-openmp/libblas.so.3", true),
            ("openblas-openmp-2", "openblas-openmp/libblas.so.3", true),
            ("own", "own/libopenblasp-r0.3.21.so", false),
        }));
    }

    [Test]
    public void What_is_no_library_for_this_processor_is_passed_over()
    {
        Link("installed/gone/libblas.so.3", "libblas.so.3.11.0");
        Link("installed/itself/libblas.so.3", "libblas.so.3");
        Write("installed/text/libblas.so.3", "GROUP ( libblas.so )"u8.ToArray());
        Write("installed/empty/libblas.so.3", []);
        Library("installed/foreign/libblas.so.3", machine: 8);
        Directory.CreateDirectory(folder["installed/folder/libblas.so.3"]);
        Assert.That(BlasLibraries.Find(Directory.GetDirectories(folder["installed"]), null), Is.Empty);
    }

    [Test]
    public void A_library_by_another_name_gets_a_folder_with_the_one_that_is_asked_for()
    {
        Library("own/libopenblas.so.0");
        var library = BlasLibraries.Find([], folder["own"]).Single();
        for (var time = 0; time < 2; time++)
            Assert.That(new FileInfo(Path.Combine(BlasLibraries.FolderOf(library, folder["links"]), "libblas.so.3")).LinkTarget, Is.EqualTo(library.Path));
    }

    [Test]
    public void A_variant_is_told_by_its_environment_and_the_system_by_nothing()
    {
        Library("usr/blis-openmp/libblas.so.3");
        var library = BlasLibraries.Find([], folder["usr"]).Single();
        var worker = new Contender("csharp-system", "C#", new WorkerCommand("csharp-system", "dotnet", [], new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "2" }), null);
        var system = new BlasVariant(BlasVariant.System, "in use").Of(worker, folder["links"]);
        Assert.That(system.Command!.Environment, Is.EqualTo(worker.Command!.Environment));
        var other = new BlasVariant("v", "V", library, "SKYLAKEX", "avx2").Of(worker, folder["links"]).Command!;
        Assert.That(other.Contender, Is.EqualTo("v"));
        Assert.That(other.Environment!["LD_LIBRARY_PATH"], Does.StartWith($"{folder["usr/blis-openmp"]}:{folder["usr"]}"));
        Assert.That((other.Environment["OPENBLAS_CORETYPE"], other.Environment["ATEN_CPU_CAPABILITY"], other.Environment["OMP_NUM_THREADS"]), Is.EqualTo(("SKYLAKEX", "avx2", "2")));
    }

    [Test]
    public void A_hello_must_bear_a_variant_out()
    {
        var library = new BlasLibrary("blis-openmp", "/somewhere/blis-openmp/libblas.so.3", "/somewhere/blis-openmp");
        Assert.Multiple(() =>
        {
            Assert.That(new BlasVariant("a", "A", library, "HASWELL", "default").Objection(hello, Nobody), Is.Null);
            Assert.That(new BlasVariant("a", "A", library).Objection(hello with { Blas = "openblas-openmp/libblas.so.3" }, Nobody), Is.EqualTo("uses openblas-openmp/libblas.so.3, not blis-openmp/libblas.so.3: LD_LIBRARY_PATH does not reach this libtorch"));
            Assert.That(new BlasVariant("a", "A", library).Objection(hello with { Blas = null }, Nobody), Does.Contain("no BLAS of its own"));
            Assert.That(new BlasVariant("a", "A", CoreType: "SKYLAKEX").Objection(hello, Nobody), Does.StartWith("uses Haswell kernels, not SKYLAKEX"));
            Assert.That(new BlasVariant("a", "A", Capability: "avx512").Objection(hello, Nobody), Does.StartWith("uses NO AVX, not avx512"));
            if (OperatingSystem.IsLinux())
                Assert.That(new BlasVariant("a", "A", library).Objection(hello, Environment.ProcessId), Does.StartWith("has another blis-openmp/libblas.so.3 than /somewhere"), "of the same name elsewhere");
        });
    }

    [Test]
    public void A_variant_with_another_library_than_its_own_is_not_timed()
    {
        var script = RunTests.Script("""{"ok":true,"nanoseconds":20000000}""");
        var library = new BlasLibrary("blis-openmp", "/nowhere/blis-openmp/libblas.so.3", "/nowhere/blis-openmp");
        var (run, said) = Carry(Profile.Smoke, [1], name => 20_000_000, new BlasVariant("blis-openmp", "blis-openmp", library).Of(new Contender("blis-openmp", "", ShellWorker.Command(script, "blis-openmp"), null), folder["links"]));
        var rows = run.Rows.ToLookup(row => row.Contender);
        Assert.That(rows["system"].Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(rows["blis-openmp"].Select(row => (row.Status, row.Reason)), Has.All.EqualTo((RowStatus.Failed, "uses no BLAS of its own, not blis-openmp/libblas.so.3: LD_LIBRARY_PATH does not reach this libtorch")));
        Assert.That(said, Does.Contain("failed: uses no BLAS"));
    }

    [Test]
    public void A_row_for_each_variant_says_what_it_costs_within_80_columns()
    {
        var (run, said) = Carry(Profile.Smoke, [1, 2], name => name == "reference" ? 80_000_000 : name.Contains("skylakex", StringComparison.Ordinal) ? 10_000_000 : 20_000_000);
        Assert.That(run.Rows.Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(said.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        Assert.That(said.Split('\n').Count(line => line.StartsWith("reference  ", StringComparison.Ordinal) && line.Contains("4.00   4.00", StringComparison.Ordinal)), Is.EqualTo(2), "once for each number of threads");
        var words = said.ReplaceLineEndings(" ");
        Assert.That(words, Does.Contain("The reference BLAS takes between 4.00 (1024×1024 product, 1 thread) and 4.00"));
        Assert.That(words, Does.Contain("OpenBLAS told to use SKYLAKEX's kernels takes between 0.50"));
        Assert.That(words, Does.Contain("openblas-pthread shows no difference to openblas-openmp (in use) in any of 16 cases"));
        Assert.That(words, Does.Contain("A second thread makes the product of two 1024×1024 matrices no faster that shows with openblas-openmp (in use), no faster that shows with reference"));
        Assert.That(words, Does.Contain("openblas-pthread has threads of its own, as many as it was told when its process began, 2 here").And.Not.Contain("(in use) has threads of its own"));
        Assert.That(words, Does.Not.Contain("dpkg -x"), "there is more than one to compare already");
    }

    [TestCase("avx2 fma", false, "HASWELL")]
    [TestCase("avx2 fma", true, "ZEN")]
    [TestCase("avx2 fma avx512f avx512dq avx512bw avx512vl avx512_bf16", true, "COOPERLAKE,SKYLAKEX,ZEN")]
    [TestCase("avx2 fma avx512f", false, "HASWELL")]
    [TestCase("sse2", true, "")]
    public void Core_types_are_those_the_processor_can_run(string flags, bool amd, string expected) =>
        Assert.That(string.Join(',', BlasVariant.CoreTypes(flags.Split(' ').ToHashSet(), amd)), Is.EqualTo(expected));

    [TestCase("avx2", "default,avx2")]
    [TestCase("avx2 avx512f avx512dq avx512bw avx512vl", "default,avx2,avx512")]
    [TestCase("asimd", "")]
    public void Levels_of_instructions_are_those_the_processor_has(string flags, string expected) =>
        Assert.That(string.Join(',', BlasVariant.Capabilities(flags.Split(' ').ToHashSet())), Is.EqualTo(expected));

    [Test]
    public void The_help_names_the_folder_and_a_wrong_one_is_bad_usage()
    {
        var help = ProgramRun.Here("study", "blas", "--help");
        Assert.That(help.ExitCode, Is.Zero);
        Assert.That(help.Output, Does.Contain("--blas-folder <DIR>").And.Contain(BlasVariants.Variable));
        Assert.That(ProgramRun.Here("study", "--help").Output, Does.Contain("blas"));
        var wrong = ProgramRun.Here("study", "blas", "--blas-folder", folder["nothing"]);
        Assert.That(wrong.ExitCode, Is.EqualTo(64));
        Assert.That(wrong.Error, Does.Contain("there is no folder"));
    }

    private static (Run Run, string Said) Carry(Profile profile, IReadOnlyList<int> threads, Func<string, long> nanoseconds, Contender? last = null)
    {
        using var output = new StringWriter();
        Contender[] variants =
        [
            .. new[] { ("system", "openblas-openmp (in use)"), ("reference", "reference"), ("openblas-pthread", "openblas-pthread"), ("system-skylakex", "kernels SKYLAKEX"), ("aten-default", "ATen default") }
                .Select(one => new Contender(one.Item1, one.Item2, ShellWorker.Command(Script(one.Item1, nanoseconds(one.Item1)), one.Item1), null) { RoundsOtherwise = true }),
        ];
        using var lineup = new Lineup(last is null ? variants : [variants[0], last], WorkerLimits.Default);
        var table = new BlasTable(new Display(output, TextWriter.Null));
        var run = new Run(BlasStudy.Plan(profile, threads, 0), lineup, table, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        table.Conclude(run);
        return (run, output.ToString());
    }

    private static string Script(string name, long nanoseconds) => RunTests.Script($$"""{"ok":true,"nanoseconds":{{nanoseconds}}}""")
        .Replace("\"versions\":{}", $"\"versions\":{{\"{BlasVariant.Threads}\":\"{(name == "openblas-pthread" ? BlasVariant.OwnThreads : "libtorch")}\"}}", StringComparison.Ordinal);

    /// <summary>The head of a shared library for this processor, or for another.</summary>
    private void Library(string path, byte? machine = null)
    {
        var head = new byte[64];
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]).CopyTo(head);
        (head[16], head[18]) = (3, machine ?? (byte)(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 183 : 62));
        Write(path, head);
    }

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllBytes(folder[path], content);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.CreateSymbolicLink(folder[path], target);
    }
}
