using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using NUnit.Framework;
using PerfSuite.Benchmarks;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary>Sets what the classes range over and a variable of this process: not beside each other.</summary>
[NonParallelizable]
public sealed class BenchmarkTests
{
    [TearDown]
    public void Standard() => BenchmarkScope.Current = new BenchmarkScope();

    /// <summary>A name that changes loses its baseline.</summary>
    [Test]
    public Task Every_benchmark_keeps_its_name_and_its_values() => Verifier.Verify(string.Join('\n', Cases(BenchmarkTypes.Measurable)
        .Select(benchmark => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}({string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name}: {item.Value}"))})")));

    [Test]
    public void Every_class_has_a_seed_a_category_and_an_end() =>
        Assert.That(new ClassValidator().Validate(Parameters(Cases(BenchmarkTypes.Measurable))), Is.Empty);

    [Test]
    public void A_class_without_a_seed_without_a_category_or_without_an_end_is_refused()
    {
        BenchmarkScope.Current = BenchmarkScope.Take(["--batch", string.Join(',', Enumerable.Range(1, 32)), "--threads", "1,2"]).Scope;
        var found = new ClassValidator().Validate(Parameters(Cases([typeof(Careless), typeof(ConvAeBenchmarks)]))).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(found.Select(error => error.IsCritical), Is.All.True);
            Assert.That(found.Select(error => error.Message), Is.EqualTo(new[]
            {
                "Careless names no Seed: what it measures could not be made again; derive it from SessionBenchmarks, or give it a constant of that name and draw from it.",
                "Careless has no [BenchmarkCategory]: --anyCategories and the tables could not place it; name one.",
                "ConvAeBenchmarks has 256 cases, more than 200: narrow it with --filter, --batch, --threads or --variant.",
            }));
        });
    }

    [Test]
    public void Our_options_are_taken_out_of_the_line_and_decide_the_values()
    {
        (BenchmarkScope.Current, var rest) = BenchmarkScope.Take(["--filter", "*", "--batch=3,5", "--threads", "1,2", "--variant", "published-cpp", "--images", "40", "--job", "short"]);
        var cases = Cases(BenchmarkTypes.Measurable).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(rest, Is.EqualTo(new[] { "--filter", "*", "--job", "short" }));
            Assert.That(Values(cases, "ResNet18Benchmarks", "Batch"), Is.EqualTo(new object[] { 3, 5 }));
            Assert.That(Values(cases, "ResNet18Benchmarks", "Threads"), Is.EqualTo(new object[] { 1, 2 }));
            Assert.That(Values(cases, "ResNet18Benchmarks", "Variant"), Is.EqualTo(new object[] { "published-cpp" }));
            Assert.That(Values(cases, "DigitEpochBenchmarks", "Images"), Is.EqualTo(new object[] { 40 }));
            Assert.That(cases.Where(one => one.Descriptor.Type == typeof(MnistCnnBenchmarks)), Is.Empty, "it has no such variant");
        });
    }

    [TestCase("--batch 0", "--batch takes whole numbers from 1 to 65536, such as 1,8, not '0'")]
    [TestCase("--batch 1,x", "not 'x'")]
    [TestCase("--batch --job short", "--batch takes a value")]
    [TestCase("--threads 4000", "from 1 to 1024")]
    [TestCase("--variant best", "--variant takes some of matched, ")]
    [TestCase("--device tpu", "bench --device: device 'tpu' is not one of cpu, cuda")]
    [TestCase("--images 1,2", "--images takes one number")]
    public void What_is_not_understood_is_named(string line, string words) =>
        Assert.That(() => BenchmarkScope.Take(line.Split(' ')), Throws.TypeOf<Fault>().With.Message.Contains(words).And.Property(nameof(Fault.ExitCode)).EqualTo(64));

    [TestCase(typeof(OverheadRun), "Step", 1.0)]
    [TestCase(typeof(SoftmaxRun), "Step", 2.0)]
    [TestCase(typeof(LatencyRun), "SingleImage", 0.0)]
    [TestCase(typeof(ManagedPredictionRun), "Predict", 0.0)]
    public void A_benchmark_runs_and_leaves_its_counts_for_who_asked(Type type, string method, double leastTensors)
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path);
        using var asked = new Variable(BenchmarkCounts.Variable, folder.Path);
        var benchmark = Cases([type.BaseType!]).First(one => one.Descriptor.WorkloadMethod.Name == method && Suits(type, one));
        Play(type, benchmark);
        var counts = BenchmarkCounts.Find(folder.Path, benchmark);
        Assert.Multiple(() =>
        {
            Assert.That(counts, Is.Not.Null);
            Assert.That(counts!.Tensors, Is.GreaterThanOrEqualTo(leastTensors));
            Assert.That(counts.Alive, Is.Zero);
        });
        File.WriteAllText(Directory.GetFiles(folder.Path).Single(), "{");
        Assert.That(BenchmarkCounts.Find(folder.Path, benchmark), Is.Null, "damaged counts are none");
    }

    [TestCase(typeof(DigitEpochBenchmarks), "Epoch")]
    [TestCase(typeof(CheckpointBenchmarks), "SaveCheckpoint")]
    [TestCase(typeof(CheckpointBenchmarks), "LoadCheckpoint")]
    [TestCase(typeof(CheckpointBenchmarks), "LoadWeights")]
    public void A_benchmark_of_files_leaves_no_file_behind(Type type, string method)
    {
        BenchmarkScope.Current = BenchmarkScope.Take(["--images", "200"]).Scope;
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path);
        using var place = new Variable("TMPDIR", folder.Path);
        Play(type, Cases([type]).First(one => one.Descriptor.WorkloadMethod.Name == method && one.Parameters["Workload"] is "mnist-softmax"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test, Category("Slow"), Explicit("Every case of every class once, the largest networks too: minutes.")]
    public void Every_case_of_every_class_runs()
    {
        foreach (var benchmark in Cases(BenchmarkTypes.Measurable))
            Assert.That(() => Play(benchmark.Descriptor.Type, benchmark), Throws.Nothing, benchmark.DisplayInfo);
    }

    private static bool Suits(Type type, BenchmarkCase benchmark) =>
        (type != typeof(LatencyRun) || benchmark.Parameters["Workload"] is "mnist-softmax") && (type != typeof(ManagedPredictionRun) || benchmark.Parameters["Api"] is "managed");

    /// <summary>What BenchmarkDotNet does in a process of its own, once.</summary>
    private static void Play(Type type, BenchmarkCase benchmark)
    {
        var instance = Activator.CreateInstance(type)!;
        foreach (var item in benchmark.Parameters.Items)
            type.GetField(item.Name)!.SetValue(instance, item.Value);
        benchmark.Descriptor.GlobalSetupMethod!.Invoke(instance, null);
        try
        {
            benchmark.Descriptor.WorkloadMethod.Invoke(instance, null);
        }
        finally
        {
            benchmark.Descriptor.GlobalCleanupMethod!.Invoke(instance, null);
        }
    }

    private static IEnumerable<BenchmarkCase> Cases(IEnumerable<Type> types) =>
        types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, ManualConfig.CreateEmpty()).BenchmarksCases);

    private static ValidationParameters Parameters(IEnumerable<BenchmarkCase> cases) => new([.. cases], ImmutableConfigBuilder.Create(ManualConfig.CreateEmpty()));

    private static IEnumerable<object> Values(IEnumerable<BenchmarkCase> cases, string type, string parameter) =>
        cases.Where(one => one.Descriptor.Type.Name == type).Select(one => one.Parameters[parameter]).Distinct();

    /// <summary>Everything the validator is there for.</summary>
    public class Careless
    {
        [Benchmark]
        public void Measure()
        {
        }
    }

    /// <summary>As BenchmarkDotNet derives one.</summary>
    public class OverheadRun : OverheadBenchmarks;

    /// <summary>As BenchmarkDotNet derives one.</summary>
    public class SoftmaxRun : MnistSoftmaxBenchmarks;

    /// <summary>As BenchmarkDotNet derives one.</summary>
    public class LatencyRun : LatencyBenchmarks;

    /// <summary>As BenchmarkDotNet derives one.</summary>
    public class ManagedPredictionRun : SoftmaxPredictionBenchmarks;
}
