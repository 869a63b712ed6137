using System.Reflection;
using NUnit.Framework;
using VerifyNUnit;
using VerifyTests;

namespace PerfSuite.Correctness;

/// <summary>Keeps all snapshots in baselines/snapshots/, as UTF-8 without a byte order mark, whoever supplies Verify.</summary>
[SetUpFixture]
public sealed class SnapshotFolder
{
    /// <summary>Full path of baselines/snapshots/ in the checkout this was built from.</summary>
    internal static string Here { get; } = Path.GetFullPath(typeof(SnapshotFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Snapshots").Value!);

    [OneTimeSetUp]
    public void Choose()
    {
        VerifierSettings.UseUtf8NoBom();
        Verifier.DerivePathInfo((_, _, type, method) => new PathInfo(Here, type.Name, method.Name));
    }
}
