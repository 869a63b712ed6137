using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Workloads;

/// <summary>An optimizer and its numbers, before there are parameters.</summary>
/// <param name="Kind"><c>sgd</c>, <c>momentum</c> (SGD with momentum 0.9) or <c>adam</c>.</param>
/// <param name="LearningRate">Of the first epoch.</param>
/// <param name="WeightDecay">Added to the gradient, times the parameter.</param>
/// <param name="Beta1">Adam's first; 0.9 where nothing else is published.</param>
public sealed record OptimizerRecipe(string Kind, double LearningRate, double WeightDecay = 0, double Beta1 = 0.9)
{
    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["sgd", "momentum", "adam"];

    /// <summary>The rate to begin with where nobody named one.</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static OptimizerRecipe Standard(string kind) => kind switch
    {
        "sgd" => new(kind, 0.1),
        "momentum" => new(kind, 0.01),
        "adam" => new(kind, 1e-3),
        _ => throw new ArgumentException($"There is no optimizer '{kind}'. There are: {string.Join(", ", Kinds)}."),
    };

    /// <summary>A new optimizer of these parameters; the caller disposes of it before the network.</summary>
    /// <exception cref="ArgumentException">There is no such kind, or a number is out of range.</exception>
    public optim.Optimizer Create(IEnumerable<Parameter> parameters) => Kind switch
    {
        "sgd" => optim.SGD(parameters, LearningRate, weight_decay: WeightDecay),
        "momentum" => optim.SGD(parameters, LearningRate, momentum: 0.9, weight_decay: WeightDecay),
        "adam" => optim.Adam(parameters, LearningRate, Beta1, 0.999, weight_decay: WeightDecay),
        _ => throw new ArgumentException($"There is no optimizer '{Kind}'. There are: {string.Join(", ", Kinds)}."),
    };

    /// <summary>Such as <c>momentum, rate 0.1, weight decay 0.0001</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind}, rate {LearningRate}")
        + (WeightDecay == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", weight decay {WeightDecay}"))
        + (Kind == "adam" && Beta1 != 0.9 ? string.Create(CultureInfo.InvariantCulture, $", beta1 {Beta1}") : "");
}
