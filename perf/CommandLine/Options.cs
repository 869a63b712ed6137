using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary>The options that several verbs share, each made anew for the verb that has a use for it.</summary>
internal static class Options
{
    public const string ResumeName = "--resume";

    public static Option<string?> Json() => new("--json")
    {
        Description = "Write the results there too, as one JSON object.",
        HelpName = "FILE",
        CustomParser = result => File("--json", result),
    };

    /// <summary>Null where it is left out: quick.</summary>
    public static Option<Profile?> Profile() => new("--profile")
    {
        Description = "How long: smoke (a minute), quick (minutes, the default), full (the long way).",
        HelpName = "smoke|quick|full",
        CustomParser = result => Enum.TryParse<Profile>(One(result), ignoreCase: true, out var profile) && !char.IsAsciiDigit(One(result)[0])
            ? profile
            : Wrong<Profile?>(result, $"--profile takes smoke, quick or full, not '{One(result)}'."),
    };

    /// <summary>Where to compute; what cannot be had here says why, before anything is done.</summary>
    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: the processor, or a GPU.",
        HelpName = "cpu|cuda[:N]",
        DefaultValueFactory = _ => ComputeDevice.Cpu,
        CustomParser = result => ComputeDevice.Fault(One(result)) is { } fault ? Wrong<string>(result, $"--device: {fault}.") : One(result),
    };

    /// <summary>How libtorch picks its kernels and rounds; empty where it is left out: the standard.</summary>
    public static Option<IReadOnlyList<string>> Modes() => new("--mode")
    {
        Description = $"Everything once in each of these modes of libtorch: {string.Join(", ", ComputeMode.All.Select(mode => $"{mode.Name} ({mode.Summary})"))}.",
        HelpName = "MODE,…",
        DefaultValueFactory = _ => [OpenRequest.StandardMode],
        CustomParser = result =>
        {
            var asked = One(result).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
            return asked.Select(ComputeMode.Fault).FirstOrDefault(fault => fault is not null) is { } fault ? Wrong<IReadOnlyList<string>>(result, $"--mode: {fault}.")
                : asked.Count > 0 ? asked : Wrong<IReadOnlyList<string>>(result, "--mode takes names of modes, such as deterministic,benchmark.");
        },
    };

    /// <summary>What a first line says of a device: nothing of the processor.</summary>
    public static string On(string device) => device == ComputeDevice.Cpu ? "" : $" · {device}";

    /// <exception cref="Fault">Another device was asked for.</exception>
    public static void OnProcessor(string device, string what)
    {
        if (device != ComputeDevice.Cpu)
            throw Fault.Usage($"{what} on the processor, whatever the device: leave --device {device} out.");
    }

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads inside libtorch and BLAS, for every contender.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => (int)Whole("--threads", result, 1, 1024),
    };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Decides parameters, data, dropout and the order of rounds.",
        HelpName = "S",
        DefaultValueFactory = _ => 0,
        CustomParser = result => Whole("--seed", result, 0, 1L << 53),
    };

    /// <summary>Null where it is left out: everybody there is. Named ones must be there.</summary>
    public static Option<IReadOnlyList<string>?> Contenders() => Contenders(Contender.Known);

    /// <summary>The same, for a study with others than everybody's.</summary>
    public static Option<IReadOnlyList<string>?> Contenders(IReadOnlyList<string> known) => new("--contenders")
    {
        Description = "Who must take part, the rest stays out; everybody there is if left out.",
        HelpName = string.Join(",", known),
        CustomParser = result => Named("--contenders", result, known),
    };

    /// <summary>Null where it is left out: every row.</summary>
    public static Option<string?> Only() => new("--only")
    {
        Description = "Measure again only the rows that have all these words, such as \"resnet18 step\"; what is concluded from all rows is left out.",
        HelpName = "WORDS",
        CustomParser = result => string.IsNullOrWhiteSpace(One(result)) ? Wrong<string?>(result, "--only takes words of a row, such as \"resnet18 step\".") : One(result),
    };

    /// <summary>Null where it is left out: the profile's.</summary>
    public static Option<int?> Rounds(string otherwise) =>
        Chosen("--rounds", $"Interleaved rounds a row; below 6 there is no 95 % interval. Left out: {otherwise}.", 3, 10_000);

    /// <summary>Null where it is left out: the profile's.</summary>
    public static Option<int?> Processes(string otherwise) =>
        Chosen("--processes", $"Fresh processes of every contender that share a row's rounds: an interval then tells how processes differ, too, and needs 6 of them. Left out: {otherwise}.", 1, 1000);

    /// <summary>Null where it is left out: both sides are one source.</summary>
    public static Option<string?> Mutant() => new("--mutant")
    {
        HelpName = "NAME",
        Description = $"Made to the head's copy of the source: {string.Join(", ", Gate.Mutant.OfCounters.Select(one => one.Name))}, or spin-PERCENT. Left out: both sides are one source.",
    };

    /// <summary>For a spin.</summary>
    public static Option<string?> Like() => new("--like") { HelpName = "FILE", Description = "The recording whose medians a spin is a share of." };

    public static Option<bool> Resume(string description) => new(ResumeName) { Description = description };

    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder with MNIST's IDX files, .gz or not; made on first use if left out.",
        HelpName = "DIR",
        CustomParser = result => Directory("--data", result),
    };

    /// <summary>A folder that is there; null where it is left out.</summary>
    public static Option<string?> Folder(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DIR",
        CustomParser = result => Directory(name, result),
    };

    /// <summary>A whole number within bounds, null where it is left out.</summary>
    public static Option<int?> Chosen(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => (int)Whole(name, result, least, most),
    };

    /// <summary>A whole number within bounds; the message of anything else names the option and the bounds.</summary>
    public static Option<int> Count(string name, string description, int standard, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result => (int)Whole(name, result, least, most),
    };

    /// <summary>A number above 0; no default.</summary>
    public static Option<double> Rate(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => double.TryParse(One(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : Wrong<double>(result, $"{name} takes a number above 0, such as 0.01, not '{One(result)}'."),
    };

    public static string? Directory(string name, ArgumentResult result) =>
        System.IO.Directory.Exists(One(result)) ? One(result) : Wrong<string?>(result, $"{name}: there is no folder '{One(result)}'.");

    public static string? File(string name, ArgumentResult result) =>
        One(result).Length > 0 && !System.IO.Directory.Exists(One(result))
            ? One(result)
            : Wrong<string?>(result, $"{name} takes the name of a file to write, and '{One(result)}' is a folder.");

    private static long Whole(string name, ArgumentResult result, long least, long most) =>
        long.TryParse(One(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Wrong<long>(result, $"{name} takes a whole number from {least} to {most}, not '{One(result)}'.");

    private static IReadOnlyList<string>? Named(string name, ArgumentResult result, IReadOnlyList<string> known)
    {
        var asked = One(result).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var stranger = asked.FirstOrDefault(ask => !known.Contains(ask));
        if (asked.Length == 0 || stranger is not null)
            return Wrong<IReadOnlyList<string>?>(result, $"{name} takes some of {string.Join(",", known)}{(stranger is null ? "" : $", not '{stranger}'{Elsewhere(stranger)}")}.");
        return [.. known.Where(asked.Contains)];
    }

    private static string Elsewhere(string contender) =>
        Study.All.Where(study => study.Known.Contains(contender)).Select(study => $"`study {study.Name}`").ToList() is { Count: > 0 } studies
            ? $", which takes part in {string.Join(" and ", studies)}"
            : "";

    /// <summary>Whether an option stands there without its value. The parser says which; asking a validator's result for that value would throw.</summary>
    public static bool LackAValue(CommandResult result) => result.Children.OfType<OptionResult>()
        .Any(one => one is { Implicit: false, Tokens.Count: 0 } && one.Option.Arity.MinimumNumberOfValues > 0);

    private static string One(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";

    private static T? Wrong<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}

/// <summary>How much is measured: seconds, minutes, or the long way.</summary>
internal enum Profile
{
    Smoke,
    Quick,
    Full,
}
