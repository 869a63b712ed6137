using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>What `study data` times: every way to make batches, each on the files that it is for.</summary>
public sealed class LoadingSessionTests
{
    private readonly MadeData data = new(18);

    [OneTimeTearDown]
    public void End() => data.Dispose();

    [TestCase("mnist", Phase.Rows)]
    [TestCase("mnist", Phase.RowsSelect)]
    [TestCase("cifar10", Phase.Cifar)]
    [TestCase("cifar10", Phase.CifarTensors)]
    [TestCase("cifar10", Phase.Memcpy)]
    [TestCase("celeba", Phase.Faces)]
    [TestCase("celeba", Phase.FacesScaled)]
    public void A_pass_with_a_short_last_batch_runs_again_and_leaves_no_tensor_behind(string set, Phase phase)
    {
        using var session = Open(set);
        Assert.That(session.Time(phase, 1), Is.Positive);
        var alive = torch.Tensor.TotalCount;
        Assert.That(session.Time(phase, 2), Is.Positive);
        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(alive));
    }

    [TestCase("mnist", Phase.Cifar, "CIFAR-10's files")]
    [TestCase("cifar10", Phase.Faces, "pictures")]
    [TestCase("celeba", Phase.RowsSelect, "MNIST's files")]
    public void Other_files_than_a_phase_loads_are_refused_by_name(string set, Phase phase, string wanted)
    {
        using var session = Open(set);
        Assert.That(() => session.Time(phase, 1), Throws.ArgumentException.With.Message.Contains(wanted).And.Message.Contains(PhaseName.Of(phase)));
    }

    [Test]
    public void More_batches_than_there_are_cannot_be_agreed_upon()
    {
        using var session = Open("mnist");
        Assert.That(session.Agree(3).Distinct().Count(), Is.EqualTo(3));
        Assert.That(() => session.Agree(4), Throws.ArgumentException.With.Message.Contains("18 samples are fewer than 4 batches of 5"));
    }

    // Of 18, so that the fourth batch has three.
    private LoadingSession Open(string set) =>
        (LoadingSession)Workload.Loading.Open(new SessionOptions(Batch: 5, Seed: 1, DataFolder: data[DataSet.All.Single(one => one.Name == set)]));
}
