using NUnit.Framework;
using VerifyNUnit;
using VerifyTests;

namespace PerfSuite.Correctness;

/// <summary>Keeps all snapshots in baselines/snapshots/, as UTF-8 without a byte order mark, whoever supplies Verify.</summary>
[SetUpFixture]
public sealed class SnapshotFolder
{
    [OneTimeSetUp]
    public void Choose()
    {
        VerifierSettings.UseUtf8NoBom();
        Verifier.DerivePathInfo((_, projectDirectory, type, method) => new PathInfo(
            Path.GetFullPath(Path.Combine(projectDirectory, "..", "baselines", "snapshots")), type.Name, method.Name));
    }
}
