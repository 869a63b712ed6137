using System.Reflection;
using NUnit.Framework;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Every public operation of the binding is called by a test that checks a value: what comes new without one fails here.</summary>
public sealed class OperationCoverageTests
{
    private static readonly TestReach reach = new("PerfSuite.Correctness.Computing.Torch", "PerfSuite.Correctness.Computing.Gradients");

    [Test]
    public void Every_public_operation_is_called_by_a_test_that_checks_a_value()
    {
        var missing = Operations().Where(member => !reach.Calls(member)).Select(Name).Order(StringComparer.Ordinal).ToArray();
        Assert.That(missing, Is.Empty, $"{missing.Length} of {Operations().Count()} operations of the binding are called by no test that checks a value:\n{string.Join('\n', missing)}");
    }

    private static IEnumerable<MethodBase> Operations() =>
        from type in typeof(torch).Assembly.GetExportedTypes()
        where !type.IsEnum && !type.IsInterface && !typeof(Delegate).IsAssignableFrom(type)
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        where member is ConstructorInfo ? !type.IsAbstract : Own((MethodInfo)member)
        select member;

    /// <summary>An override is called through what it overrides: forward by call, backward by libtorch.</summary>
    private static bool Own(MethodInfo method) => method.GetBaseDefinition() == method && !method.IsAbstract;

    private static string Name(MethodBase member) =>
        Short($"{member.DeclaringType}.{member.Name}({string.Join(", ", member.GetParameters().Select(parameter => parameter.ParameterType))})");

    private static string Short(string name) => name.Replace("TorchSharp.", "").Replace("System.Collections.Generic.", "").Replace("System.", "");
}
