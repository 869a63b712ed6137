using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;
using PerfSuite.Contenders;

namespace PerfSuite.Benchmarks;

/// <summary>How every benchmark class is run, unless the command line says otherwise.</summary>
public sealed class BenchmarkConfig : ManualConfig
{
    /// <param name="artifacts">Where logs and reports go; <c>--artifacts</c> overrides it.</param>
    /// <param name="jobNamed">The command line names a job; a default of ours would win over it.</param>
    /// <param name="counts">Where the measuring processes leave what they count.</param>
    /// <param name="inProcess">Benchmarks run in this process, as it was started: the projects that are generated otherwise know no workload of the user's.</param>
    public BenchmarkConfig(string artifacts, bool jobNamed, string counts, bool inProcess = false)
    {
        // Runtime stays unset: BenchmarkDotNet 0.14 does not know net10.0 by name, and finds it by itself.
        if (!jobNamed)
            AddJob(new Job("Steady", Job.Default)
                .WithIterationTime(TimeInterval.FromMilliseconds(250)) // half the default: a step takes milliseconds, not nanoseconds
                .WithWarmupCount(3)                                    // libtorch picks its kernels in the first call
                .WithMinIterationCount(10)
                .WithMaxIterationCount(20)
                .AsDefault());

        // These hold under every job, those of --job too.
        var steady = Job.Default.WithOutlierMode(OutlierMode.DontRemove); // what the collector and finalizers cost is part of the cost
        AddJob((inProcess
            ? steady.WithToolchain(InProcessEmitToolchain.Instance)
            : steady.WithGcConcurrent(false)                       // no collector thread on the second core
                .WithEnvironmentVariables([.. Surroundings.Of(BenchmarkScope.Current.Threads.Max()).Select(one => new EnvironmentVariable(one.Key, one.Value))])) // as workers have them; a session sets its own number of threads
            .AsMutator());

        AddLogger(ConsoleLogger.Default);
        AddDiagnoser(MemoryDiagnoser.Default, new CounterDiagnoser(counts)); // managed bytes; and what the collector's heap does not show
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.Median, StatisticColumn.P95);    // a mean alone hides what a slow round did to it
        AddExporter(MarkdownExporter.GitHub, HtmlExporter.Default, JsonExporter.FullCompressed);
        AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()]);
        AddValidator([.. DefaultConfig.Instance.GetValidators(), new ClassValidator()]);
        WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
        WithArtifactsPath(artifacts);
        WithBuildTimeout(TimeSpan.FromMinutes(15));                // BenchmarkDotNet compiles the whole program anew, its native part too, and would wait two
    }
}
