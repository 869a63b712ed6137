using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Poses;

namespace PerfSuite.Correctness;

/// <summary>
/// The real sets in the folder that PERFSUITE_DATA names. The variable is taken out of the environment before the first test, so that the others,
/// and the processes they start, do the same whether it is set or not.
/// </summary>
[SetUpFixture]
public sealed class RealData
{
    private static string? named;
    private static Folder? prepared;

    /// <summary>Where a set is; where it is not, the test is passed over.</summary>
    internal static string FolderOf(DataSet set)
    {
        if (string.IsNullOrEmpty(named))
            Assert.Ignore($"Real data only: set {UserData.Variable} to a folder with real sets, {set.Name} among them ({set.Summary}); `data get {set.Name}` fetches it or says how to.");
        Assert.That(named, Does.Exist, UserData.Variable);
        if (UserData.Within(named!, set) is { } folder)
            return folder;
        if (set == DataSet.Lsp && new[] { "lsp", "lspet" }.Select(name => Path.Combine(named!, name)).FirstOrDefault(path => File.Exists(Path.Combine(path, "joints.mat"))) is { } published)
            return Prepared(published);
        Assert.Ignore($"{UserData.Variable} is {named}, which has no {set.Name}: put it there ({set.Summary}); `data get {set.Name}` fetches it or says how to.");
        return "";
    }

    [OneTimeSetUp]
    public void Take()
    {
        named = Environment.GetEnvironmentVariable(UserData.Variable);
        Environment.SetEnvironmentVariable(UserData.Variable, null);
    }

    [OneTimeTearDown]
    public void GiveBack()
    {
        prepared?.Dispose();
        prepared = null;
        Environment.SetEnvironmentVariable(UserData.Variable, named);
    }

    /// <summary>Lists and crops of Leeds Sports Pose as it was published.</summary>
    private static string Prepared(string published)
    {
        prepared ??= new Folder();
        var folder = prepared["lsp"];
        if (!Directory.Exists(folder))
            new LspPreparation(published).Make(folder);
        return folder;
    }
}
