using NUnit.Framework;
using PerfSuite.CommandLine;

namespace PerfSuite.Correctness.Program;

/// <summary>
/// What these tests start draws its own data, whatever the shell that runs them has in PERFSUITE_DATA: with real sets in it a tour or a study
/// would read those, and take as long as they are large.
/// </summary>
[SetUpFixture]
public sealed class WithoutUserData
{
    private string? inherited;

    [OneTimeSetUp]
    public void Hide()
    {
        inherited = Environment.GetEnvironmentVariable(UserData.Variable);
        Environment.SetEnvironmentVariable(UserData.Variable, null);
    }

    [OneTimeTearDown]
    public void Restore() => Environment.SetEnvironmentVariable(UserData.Variable, inherited);
}
