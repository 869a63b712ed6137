using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>What a call costs on top of libtorch: operations so small that there is little else.</summary>
[BenchmarkCategory("overhead")]
public class OverheadBenchmarks : SessionBenchmarks<OverheadSession>
{
    private const int Counted = 100;

    /// <summary>One element each.</summary>
    [GlobalSetup(Target = nameof(AddInPlace))]
    public void BeforeAddInPlace() => Begin(nameof(AddInPlace), Phase.AddInPlace);

    /// <summary>One element each.</summary>
    [GlobalSetup(Target = nameof(Add))]
    public void BeforeAdd() => Begin(nameof(Add), Phase.Add);

    /// <summary>One element each, with gradient.</summary>
    [GlobalSetup(Target = nameof(AddGrad))]
    public void BeforeAddGrad() => Begin(nameof(AddGrad), Phase.AddGrad);

    /// <summary>One row, no gradient.</summary>
    [GlobalSetup(Target = nameof(LinearSoftmax))]
    public void BeforeLinearSoftmax() => Begin(nameof(LinearSoftmax), Phase.LinearSoftmax);

    /// <summary>One row.</summary>
    [GlobalSetup(Target = nameof(Step))]
    public void BeforeStep() => Begin(nameof(Step), Phase.Step);

    /// <summary>One element.</summary>
    [GlobalSetup(Target = nameof(Item))]
    public void BeforeItem() => Begin(nameof(Item), Phase.Item);

    /// <summary>A (3,4) tensor.</summary>
    [GlobalSetup(Target = nameof(Shape))]
    public void BeforeShape() => Begin(nameof(Shape), Phase.Shape);

    /// <summary><c>x.add_(y)</c></summary>
    [Benchmark]
    public void AddInPlace() => Session.AddInPlace();

    /// <summary><c>x + y</c>, freed.</summary>
    [Benchmark]
    public void Add() => Session.Add();

    /// <summary><c>a + b</c> with the graph built, freed.</summary>
    [Benchmark]
    public void AddGrad() => Session.AddGrad();

    /// <summary>softmax(Linear 784→10), freed.</summary>
    [Benchmark]
    public void LinearSoftmax() => Session.LinearSoftmax();

    /// <summary>A training step of it.</summary>
    [Benchmark]
    public void Step() => Session.Step();

    /// <summary><c>x.item&lt;float&gt;()</c></summary>
    [Benchmark]
    public float Item() => Session.Item();

    /// <summary><c>matrix.shape[1]</c></summary>
    [Benchmark]
    public long Shape() => Session.Shape();

    private void Begin(string benchmark, Phase phase) => Begin(benchmark, phase, Workload.Overhead.Open, 1, Counted);
}
