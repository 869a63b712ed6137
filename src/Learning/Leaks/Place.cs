using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace PerfSuite.Learning.Leaks;

/// <summary>A place in the source.</summary>
/// <param name="Method">Type and method, such as <c>MnistCnn.forward</c>; of a lambda or local function the method it stands in.</param>
/// <param name="File">Null where there is no .pdb file.</param>
/// <param name="Line">
/// Where the statement begins; 0 without a file. In code that the runtime has optimised (a method of a Release build after thirty calls, or at
/// once with <c>DOTNET_TieredCompilation=0</c>) it may be an earlier statement of the method, and what several of them leak is told as one.
/// </param>
public sealed record Place(string Method, string? File, int Line)
{
    /// <summary>Of what the binding or the runtime makes by itself.</summary>
    internal static Place Unknown { get; } = new("", null, 0);

    // Null in a program published as a single file, whose assemblies have no files.
    private static readonly string? runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);

    /// <inheritdoc/>
    public override string ToString() => File is null ? Method : $"{Method} in {File}:line {Line}";

    /// <summary>
    /// The places of a stack, innermost first: without the binding, the runtime, what hides itself from stack traces and, unless there is
    /// nothing else, what has no source; and no further than the first frame of <paramref name="end"/>.
    /// </summary>
    internal static IReadOnlyList<Place> Of(StackTrace stack, MethodBase end)
    {
        var places = new List<Place>();
        foreach (var frame in stack.GetFrames())
        {
            if (frame.GetMethod() is not { } method)
                continue;
            if (method == end)
                break;
            if (IsTold(method))
                places.Add(new Place(Name(method), frame.GetFileName(), frame.GetFileLineNumber()));
        }
        return places.Exists(place => place.File is not null) ? places.FindAll(place => place.File is not null) : places;
    }

    private static bool IsTold(MethodBase method) =>
        method.Module.Assembly != typeof(torch).Assembly && !IsOfRuntime(method.Module.Assembly)
        && !method.IsDefined(typeof(StackTraceHiddenAttribute), false) && !Around(method).Any(type =>
            typeof(Delegate).IsAssignableFrom(type) || type.IsDefined(typeof(StackTraceHiddenAttribute), false));

    private static bool IsOfRuntime(Assembly assembly) => runtime is null
        ? assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
        : Path.GetDirectoryName(assembly.Location) == runtime;

    private static IEnumerable<Type> Around(MethodBase method)
    {
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
            yield return type;
    }

    // A lambda is <Run>b__0 of a nested type <>c, a local function <Run>g__Local|0_0, an async method MoveNext of a nested type <Run>d__0.
    private static string Name(MethodBase method)
    {
        var (type, name) = (method.DeclaringType, Written(method.Name));
        while (type is not null && type.IsDefined(typeof(CompilerGeneratedAttribute), false))
        {
            if (method.Name == "MoveNext" && Written(type.Name).Length > 0)
                name = Written(type.Name);
            type = type.DeclaringType;
        }
        var owner = type?.Name.Split('`')[0];
        return owner is null ? name : name is ".ctor" or ".cctor" ? $"{owner}.{owner}" : $"{owner}.{name}";
    }

    private static string Written(string name) =>
        name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end ? name[1..end] : name;
}
