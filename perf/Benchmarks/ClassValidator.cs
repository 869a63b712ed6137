using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Validators;

namespace PerfSuite.Benchmarks;

/// <summary>
/// Refuses classes whose numbers nobody could trust or find again: without a seed, without a category, or with so many cases that nobody waits for
/// the last.
/// </summary>
internal sealed class ClassValidator : IValidator
{
    /// <summary>Of one class under one job; each takes some eight seconds.</summary>
    public const int MostCases = 200;

    private const BindingFlags Anywhere = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    public bool TreatsWarningsAsErrors => true;

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters)
    {
        foreach (var group in validationParameters.Benchmarks.GroupBy(benchmark => benchmark.Descriptor.Type))
        {
            var type = group.Key;
            if (type.GetMember("Seed", MemberTypes.Field | MemberTypes.Property, Anywhere).Length == 0)
                yield return new ValidationError(true, $"{type.Name} names no Seed: what it measures could not be made again; derive it from {nameof(SessionBenchmarks<>)}, or give it a constant of that name and draw from it.");
            if (!type.GetCustomAttributes<BenchmarkCategoryAttribute>(inherit: true).Any())
                yield return new ValidationError(true, $"{type.Name} has no [BenchmarkCategory]: --anyCategories and the tables could not place it; name one.");
            var cases = group.GroupBy(benchmark => benchmark.Job).Max(job => job.Count());
            if (cases > MostCases)
                yield return new ValidationError(true, $"{type.Name} has {cases} cases, more than {MostCases}: narrow it with --filter, --batch, --threads or --variant.");
        }
    }
}
