using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// Every function that the shim exports takes one wrong argument at a time without harm: what is required and null is named, what
/// fails has written nothing, and the process lives on.
/// </summary>
public sealed class ShimFaultTests
{
    private readonly Dictionary<string, List<string>> faults = [];
    private readonly HashSet<string> tried = [];

    private static IEnumerable<TestCaseData> Functions => ShimFunction.All.Select(function => new TestCaseData(function).SetArgDisplayNames(function.Name));

    /// <summary>One process tries all of them, and another what is left where the first one has died.</summary>
    [OneTimeSetUp]
    public void Try_every_fault()
    {
        var left = ShimFunction.All.Select(function => function.Name).ToList();
        while (left.Count > 0)
        {
            var last = "";
            using var process = Start(left);
            var error = process.StandardError.ReadToEndAsync();
            using var limit = new Timer(_ => process.Kill(), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (line.StartsWith('!'))
                {
                    Fault(last, line[2..]);
                    continue;
                }
                last = line;
                var name = line.Split(':')[0];
                tried.Add(name);
                left.RemoveAll(one => left.IndexOf(one) <= left.IndexOf(name));
            }
            process.WaitForExit();
            if (last == "end")
                break;
            Fault(last, $"the process ended with {process.ExitCode} in {last}\n{error.Result}");
            if (last.Length == 0)
                break;
        }
    }

    [TestCaseSource(nameof(Functions))]
    public void One_wrong_argument_is_refused_or_borne(object function)
    {
        Assert.That(tried, Does.Contain($"{function}"), faults.GetValueOrDefault("", []).FirstOrDefault());
        Assert.That(faults.GetValueOrDefault($"{function}", []), Is.Empty);
    }

    [TestCaseSource(nameof(Functions))]
    public void A_declaration_is_that_of_the_header(object function)
    {
        var header = (ShimFunction)function;
        Assert.That(ShimFaults.Declarations, Does.ContainKey(header.Name));
        var declared = ShimFaults.Declarations[header.Name];
        Assert.That(declared.GetParameters().Select(parameter => parameter.ParameterType), Is.EqualTo(header.Parameters.Select(ShimFaults.Declared)));
        Assert.That(declared.ReturnType, Is.EqualTo(ShimFaults.Declared(header.Returns)));
        Assert.That(declared.IsDefined(typeof(SuppressGCTransitionAttribute)), Is.EqualTo(header.IsQuick), "QUICK");
    }

    [Test]
    public void The_library_exports_what_the_header_declares_and_no_more()
    {
        Assert.That(ShimFunction.All, Has.Count.GreaterThan(190));
        Assert.That(ShimFaults.Declarations.Keys, Is.EquivalentTo(ShimFunction.All.Select(function => function.Name)));
        var start = new ProcessStartInfo("nm", ["-D", "--defined-only", Path.Combine(AppContext.BaseDirectory, "libPerfSuiteTorch.so")]) { RedirectStandardOutput = true };
        using var nm = Process.Start(start)!;
        var exported = nm.StandardOutput.ReadToEnd().Split('\n').Select(line => line.Split(' ')).Where(words => words is [_, "T", _]).Select(words => words[2]);
        Assert.That(exported, Is.EquivalentTo(ShimFunction.All.Select(function => function.Name)));
    }

    [Test]
    public void Structures_are_as_long_as_the_header_has_them() =>
        Assert.That((Marshal.SizeOf<NativeScalar>(), Marshal.SizeOf<NativeOptions>()), Is.EqualTo((32, 16)));

    private void Fault(string at, string what)
    {
        var name = at.Split(':')[0];
        if (!faults.TryGetValue(name, out var list))
            faults[name] = list = [];
        list.Add(what);
    }

    private static Process Start(IEnumerable<string> functions)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Assembly.GetExecutingAssembly().Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = Assembly.GetExecutingAssembly().Location;
        start.Environment[StartupHook.Role] = $"{ShimFaults.Role} {string.Join(' ', functions)}";
        // No dump of a process that is meant to be tried hard.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)!;
    }
}
