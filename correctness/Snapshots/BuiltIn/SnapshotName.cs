using System.Globalization;
using System.Reflection;
using System.Text;

namespace VerifyNUnit;

/// <summary>Verify's names: <c>Class.Method_parameter=value</c>, the same on every operating system.</summary>
internal static class SnapshotName
{
    public static string Of(string type, string method, MethodInfo signature, IReadOnlyList<object?> arguments)
    {
        var name = new StringBuilder($"{type}.{method}");
        foreach (var (parameter, value) in signature.GetParameters().Zip(arguments))
            name.Append('_').Append(parameter.Name).Append('=').Append(Text(value));
        return name.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => Clean(text),
        bool truth => truth ? "True" : "False",
        char or Enum => Clean(value.ToString()!),
        IFormattable number when value.GetType().IsPrimitive || value is decimal => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new VerifyException($"A {value.GetType().Name} cannot be part of a snapshot's name; give the test strings, numbers, booleans or enum values."),
    };

    // What Windows refuses in a file name is replaced everywhere, so that a snapshot has one name.
    private static string Clean(string text) =>
        string.Create(text.Length, text, (name, source) =>
        {
            for (var i = 0; i < name.Length; i++)
                name[i] = source[i] < ' ' || "\"\\<>|:*?/".Contains(source[i]) ? '-' : source[i];
        });
}
