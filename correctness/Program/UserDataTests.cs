using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Program;

/// <summary>Where a user's real files are found.</summary>
[NonParallelizable]
public sealed class UserDataTests
{
    private ScratchFolder folder = null!;
    private string? before;

    [SetUp]
    public void Make()
    {
        folder = new ScratchFolder();
        before = Environment.GetEnvironmentVariable(UserData.Variable);
        Environment.SetEnvironmentVariable(UserData.Variable, null);
        new DrawnMnist(TrainCount: 4, TestCount: 2).Make(folder["mnist"]);
    }

    [TearDown]
    public void Restore()
    {
        Environment.SetEnvironmentVariable(UserData.Variable, before);
        folder.Dispose();
    }

    /// <summary>Also of those that the shell would have passed on: try it with PERFSUITE_DATA=/nowhere dotnet test.</summary>
    [Test]
    public void A_program_that_these_tests_start_inherits_none() => Assert.That(before, Is.Null);

    [Test]
    public void Without_a_word_there_is_none() => Assert.That(UserData.Folder(DataSet.Mnist, null), Is.Null);

    [TestCase("mnist")]
    [TestCase("")]
    public void The_variable_names_the_set_or_the_folder_around_it(string name)
    {
        Environment.SetEnvironmentVariable(UserData.Variable, folder[name]);
        Assert.That(UserData.Folder(DataSet.Mnist, null), Is.EqualTo(folder["mnist"]));
        Assert.That(UserData.Folder(DataSet.Cifar10, null), Is.Null);
    }

    [Test]
    public void What_is_named_comes_before_the_variable()
    {
        Environment.SetEnvironmentVariable(UserData.Variable, folder["mnist"]);
        new DrawnMnist(TrainCount: 4, TestCount: 2).Make(folder["other"]);
        Assert.That(UserData.Folder(DataSet.Mnist, folder["other"]), Is.EqualTo(folder["other"]));
    }

    [Test]
    public void Another_set_than_the_one_wanted_is_refused_before_anything_is_measured() =>
        Assert.That(() => UserData.Folder(DataSet.Cifar10, folder["mnist"]),
            Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(64).And.Message.Contains("MNIST").And.Message.Contains("cifar10"));

    [Test]
    public void A_variable_that_names_nothing_is_an_error_and_not_overlooked()
    {
        Environment.SetEnvironmentVariable(UserData.Variable, folder["nowhere"]);
        Assert.That(() => UserData.Folder(DataSet.Mnist, null), Throws.InstanceOf<Fault>().With.Message.Contains("nowhere"));
    }
}
