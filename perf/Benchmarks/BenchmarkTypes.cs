using System.Collections;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace PerfSuite.Benchmarks;

/// <summary>The classes there are.</summary>
internal static class BenchmarkTypes
{
    /// <summary>Every class, by name.</summary>
    public static IEnumerable<Type> All => typeof(BenchmarkTypes).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsPublic: true } && Methods(type).Any())
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>Those with a value for each parameter: another has nothing to measure in the present <see cref="BenchmarkScope"/>.</summary>
    public static IEnumerable<Type> Measurable => All.Where(type => type.GetFields()
        .Select(one => one.GetCustomAttribute<ParamsSourceAttribute>()).OfType<ParamsSourceAttribute>()
        .All(source => ((IEnumerable)type.GetProperty(source.Name)!.GetValue(Activator.CreateInstance(type))!).Cast<object>().Any()));

    /// <summary>Benchmark methods by full name, as <c>--filter</c> sees them.</summary>
    public static IEnumerable<string> Names => Measurable
        .SelectMany(type => Methods(type).Select(method => $"{type.FullName}.{method.Name}"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);
}
