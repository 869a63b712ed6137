using System.Diagnostics;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace PerfSuite.Correctness.Program;

/// <summary>The program as a machine without an SDK gets it.</summary>
[Category("Slow"), Explicit("publishes the program, minutes; dotnet test correctness --filter FullyQualifiedName~PublishTests")]
[Platform(Include = "Linux", Reason = "It is published for Linux.")]
public sealed class PublishTests
{
    private readonly ScratchFolder folder = new();

    private string Place => Path.Combine(folder.Path, "perfsuite");

    [OneTimeSetUp]
    public void Publish()
    {
        var source = Workplace.Source ?? throw new InvalidOperationException("the tests do not lie below the source");
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var (exit, said) = Run(Workplace.DotnetHost, source, null,
            "publish", "perf", "-c", "Release", "-r", architecture, "--self-contained", "-p:PublishSingleFile=true", "-p:EnableCompressionInSingleFile=true",
            "-p:CppPeer=false", "-o", Place, "--artifacts-path", Path.Combine(folder.Path, "artifacts"), "-v", "quiet", "-nologo", "-nodeReuse:false");
        if (said.Contains("NU1101", StringComparison.Ordinal) || said.Contains("NU1102", StringComparison.Ordinal) || said.Contains("NU1301", StringComparison.Ordinal))
            Assert.Ignore("No feed here has the runtime to publish with.");
        Assert.That(exit, Is.Zero, said);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void It_is_one_file_with_what_belongs_beside_it()
    {
        Assert.That(Directory.GetFiles(Place, "*.dll"), Is.Empty);
        foreach (var beside in new[] { "perf", "peers/python/worker.py", "peers/cpp/CMakeLists.txt", "peers/cpp/main.cpp" })
            Assert.That(Path.Combine(Place, beside), Does.Exist);
    }

    [Test]
    public void It_lists_times_and_benchmarks_without_dotnet_or_compiler()
    {
        var (exit, said) = Perf("list");
        Assert.That((exit, said.Contains("convae", StringComparison.Ordinal)), Is.EqualTo((0, true)), said);
        (exit, said) = Perf("study", "overhead", "--profile", "smoke", "--contenders", "csharp");
        Assert.That(exit, Is.Zero, said);
        Assert.That(said, Does.Contain("add_"));
        (exit, said) = Perf("bench", "--filter", "*Overhead*AddInPlace*", "--job", "dry");
        Assert.That(exit, Is.Zero, said);
        Assert.That(said, Does.Contain("BenchmarkDotNet runs in this process"));
    }

    /// <summary>Somewhere else, with an empty path.</summary>
    private (int Exit, string Said) Perf(params string[] arguments) => Run(Path.Combine(Place, "perf"), folder.Path, Path.Combine(folder.Path, "no-programs"), arguments);

    private static (int Exit, string Said) Run(string program, string workingFolder, string? path, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingFolder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null)
        {
            start.Environment["PATH"] = path;
            start.Environment.Remove("DOTNET_ROOT");
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
