using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class TimedEpochTests
{
    [Test]
    public void A_timed_epoch_steps_once_for_every_whole_batch()
    {
        using var folder = new Folder();
        new DrawnMnist(TrainCount: 110, TestCount: 10).Make(folder.Path);
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 50, DataFolder: folder.Path));
        Assert.That(session.Time(Phase.Epoch, 1), Is.Positive);
        Assert.That(session.Time(Phase.Data, 2), Is.Positive);
        if (session.Count(Phase.Epoch, 1).NativeOperations is { } operations)
            Assert.That(operations["aten::addmm"], Is.EqualTo(2));
        using var wide = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 111, DataFolder: folder.Path));
        Assert.That(() => wide.Time(Phase.Epoch, 1), Throws.ArgumentException.With.Message.Contains("110"));
    }
}
