using System.Security.Cryptography;
using System.Text;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>One of the two builds that the gate compares.</summary>
/// <param name="Label"><c>base</c> or <c>head</c>: the name its worker goes by.</param>
/// <param name="Identity">Which build it is.</param>
/// <param name="Source">The source it was built from; null for a build that was there.</param>
/// <param name="Command">How its worker is started.</param>
internal sealed record Side(string Label, GateSide Identity, string? Source, WorkerCommand Command)
{
    private static readonly string[] timed = ["perf.dll", "Learning.dll", "Measurement.dll", "LibTorch.dll", "TorchSharp.dll"];

    /// <summary>
    /// The side of a program; both sides get the same surroundings. Profiles differ from process to process, and with them what is inlined: a gate
    /// wants the same code of the same source.
    /// </summary>
    public static Side Of(string label, GateSide identity, string program, string? source) =>
        new(label, identity, source, new WorkerCommand(label, Workplace.DotnetHost, [program, "worker"], new Dictionary<string, string>(CSharpContender.Steady(Surroundings.Of(threads: 1))) { ["DOTNET_TieredPGO"] = "0" }));

    /// <summary>SHA-256 over the program and the libraries that are timed.</summary>
    public static string Digest(string folder) => Digest(folder, IsTimed);

    /// <summary>The same over every library: which of them a program of the user's is made of, nobody knows here.</summary>
    public static string DigestOfAll(string folder) => Digest(folder, file => Path.GetExtension(file) is ".dll" or ".so" or ".dylib");

    private static string Digest(string folder, Func<string, bool> isTimed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder).Where(isTimed).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsTimed(string file) =>
        timed.Contains(Path.GetFileName(file)) || Path.GetExtension(file) is ".so" or ".dylib" || Path.GetFileName(file).StartsWith("perfsuite", StringComparison.Ordinal);
}
