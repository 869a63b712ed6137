using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using NUnit.Framework.Constraints;
using NUnit.Framework.Interfaces;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// What the tests of some namespaces call, read from their own instructions: their cases, lambdas, iterators and whatever else of
/// this assembly they reach. So there is no list to keep.
/// </summary>
internal sealed class TestReach
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private static readonly Assembly here = typeof(TestReach).Assembly;

    private readonly HashSet<(Module, int)> called = [];
    private readonly Dictionary<(Module, int), MemberInfo[]> read = [];

    /// <summary>Of those that a plain run runs, and that assert more than that something throws: what only such a test calls nobody has checked.</summary>
    public TestReach(params string[] namespaces)
    {
        foreach (var test in here.GetTypes().Where(type => namespaces.Contains(type.Namespace)).SelectMany(type => type.GetMethods(All)).Where(RunsByItself))
        {
            var reached = From(test);
            if (reached.Count(IsAssertion) <= reached.Count(IsFault))
                continue;
            foreach (var method in reached.OfType<MethodBase>().Where(method => method.Module.Assembly != here))
            {
                // What a factory makes is its result: who looks at it looks at the constructor's work.
                if (called.Add(Key(method)) && method is MethodInfo && method.Module.Assembly == typeof(TorchSharp.torch).Assembly)
                    called.UnionWith(Read(method).OfType<ConstructorInfo>().Select(Key));
            }
        }
    }

    public bool Calls(MethodBase method) => called.Contains(Key(method));

    private static bool RunsByItself(MethodInfo method) =>
        method.GetCustomAttributes().Any(attribute => attribute is ITestBuilder or ISimpleTestBuilder)
        && !method.IsDefined(typeof(ExplicitAttribute)) && !method.IsDefined(typeof(IgnoreAttribute)) && !method.DeclaringType!.IsDefined(typeof(ExplicitAttribute));

    private static bool IsAssertion(MemberInfo member) => member.DeclaringType == typeof(Assert) && member.Name is nameof(Assert.That) or nameof(Assert.Fail);

    private static bool IsFault(MemberInfo member) => member.DeclaringType == typeof(Throws);

    /// <summary>Every member that stands in the instructions of a test and of what it reaches in this assembly, as often as it stands there.</summary>
    private List<MemberInfo> From(MethodInfo test)
    {
        var (reached, seen) = (new List<MemberInfo>(), new HashSet<(Module, int)>());
        var waiting = new Stack<MethodBase>(Sources(test).Prepend(test));
        while (waiting.TryPop(out var method))
        {
            if (!seen.Add(Key(method)))
                continue;
            foreach (var member in Read(method))
            {
                reached.Add(member);
                // The binding, or libtorch through it, calls what a type of the tests overrides.
                foreach (var overriding in Types(member).Where(type => type.Assembly == here).SelectMany(type => type.GetMethods(All)).Where(one => one.IsVirtual))
                    waiting.Push(overriding);
                if (member.Module.Assembly != here)
                    continue;
                if (member is MethodBase callee)
                    waiting.Push(callee);
                if (member is FieldInfo { IsStatic: true } && member.DeclaringType!.TypeInitializer is { } initializer)
                    waiting.Push(initializer);
            }
        }
        return reached;
    }

    private static IEnumerable<Type> Types(MemberInfo member) =>
        member is ConstructorInfo ? [member.DeclaringType!] : member.DeclaringType?.GetGenericArguments() ?? [];

    /// <summary>What gives a test its cases.</summary>
    private static IEnumerable<MethodBase> Sources(MethodInfo test)
    {
        var named = test.GetCustomAttributes<TestCaseSourceAttribute>().Select(source => (source.SourceType, source.SourceName))
            .Concat(test.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes<ValueSourceAttribute>()).Select(source => (source.SourceType, source.SourceName)));
        foreach (var (type, name) in named)
        {
            foreach (var member in (type ?? test.DeclaringType!).GetMember(name!, All | BindingFlags.FlattenHierarchy))
            {
                if (member is MethodBase method)
                    yield return method;
                if (member is PropertyInfo property)
                    yield return property.GetMethod!;
                if (member is FieldInfo)
                    yield return member.DeclaringType!.TypeInitializer!;
            }
        }
    }

    private MemberInfo[] Read(MethodBase method)
    {
        if (!read.TryGetValue(Key(method), out var members))
        {
            members = [.. Instructions(method)];
            // An iterator's or an async method's own instructions only make the machine that has them.
            if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
                members = [.. members, .. machine.StateMachineType.GetMethods(All).SelectMany(Instructions)];
            read[Key(method)] = members;
        }
        return members;
    }

    private static IEnumerable<MemberInfo> Instructions(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body)
            yield break;
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < body.Length;)
        {
            var code = codes[body[at] == 0xFE ? (short)(0xFE00 | body[at + 1]) : body[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineField)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(body, at), ofType, ofMethod)!;
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(body, at),
                _ => 4,
            };
        }
    }

    // A generic method's instances, and those of a generic type, share the token of their definition.
    private static (Module, int) Key(MethodBase method) => (method.Module, method.MetadataToken);
}
