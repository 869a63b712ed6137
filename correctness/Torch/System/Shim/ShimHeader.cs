using System.Text.RegularExpressions;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>A parameter as perfsuite_torch.h writes it.</summary>
/// <param name="Type">Without const and spaces: <c>ps_tensor</c>, <c>int64_t*</c>.</param>
/// <param name="Name">As it is written.</param>
/// <param name="IsConstant">What it points to is only read.</param>
internal sealed record ShimParameter(string Type, string Name, bool IsConstant)
{
    /// <summary>The file promises this for those so named, and for no other.</summary>
    public bool MayBeNull => Name.Contains("or_null", StringComparison.Ordinal);

    /// <summary>What a message calls it.</summary>
    public string Plain => Name.Replace("_or_null", "", StringComparison.Ordinal);

    public bool IsAddress => Type.EndsWith('*') || IsHandle || Type == "ps_function_backward";

    public bool IsHandle => Type is "ps_tensor" or "ps_generator" or "ps_counter" or "ps_memory" or "ps_script" or "ps_context";

    /// <summary>Written to by the function, and never read.</summary>
    public bool IsOutput => !IsConstant && Type.EndsWith('*') && !Plain.StartsWith("buffers", StringComparison.Ordinal) && Plain != "steps";
}

/// <summary>A function as perfsuite_torch.h declares it.</summary>
/// <param name="IsQuick">What it gives for null is −1.</param>
internal sealed record ShimFunction(string Name, string Returns, IReadOnlyList<ShimParameter> Parameters, bool IsQuick)
{
    public override string ToString() => Name;

    public bool GivesStatus => Returns == "ps_status";

    public bool Frees => Name.Contains("_free", StringComparison.Ordinal);

    /// <summary>Every function of the file, which is part of this assembly.</summary>
    public static IReadOnlyList<ShimFunction> All { get; } = Read();

    private static ShimFunction[] Read()
    {
        using var stream = typeof(ShimFunction).Assembly.GetManifestResourceStream("perfsuite_torch.h")!;
        var text = new StreamReader(stream).ReadToEnd();
        // QUICK stands after a declaration, or begins the comment before it.
        return [.. Regex.Matches(text, @"(?<before>(?://[^\n]*\n)*)PS_API (?<returns>\w+) (?<name>\w+)\((?<parameters>[^)]*)\);(?<after>[^\n]*)").Select(match => new ShimFunction(
            match.Groups["name"].Value,
            match.Groups["returns"].Value,
            [.. match.Groups["parameters"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(one => one != "void").Select(Parameter)],
            (match.Groups["before"].Value + match.Groups["after"].Value).Contains("QUICK", StringComparison.Ordinal)))];
    }

    private static ShimParameter Parameter(string declared)
    {
        var words = Regex.Replace(declared, @"\s+", " ");
        var name = Regex.Match(words, @"\w+$").Value;
        var type = words[..^name.Length].Replace(" ", "", StringComparison.Ordinal);
        return type.StartsWith("const", StringComparison.Ordinal) ? new(type[5..], name, true) : new(type, name, false);
    }
}
