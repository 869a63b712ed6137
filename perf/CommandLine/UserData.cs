using PerfSuite.Learning.Data;

namespace PerfSuite.CommandLine;

/// <summary>The real data sets that a user has: in a folder named on the command line, or where PERFSUITE_DATA says.</summary>
internal static class UserData
{
    public const string Variable = "PERFSUITE_DATA";

    /// <summary>
    /// The folder named, where it holds that set; else PERFSUITE_DATA's, or the one in it that bears the set's name; null where there is none.
    /// </summary>
    /// <param name="named">With <c>--data</c>; null where it was left out.</param>
    /// <exception cref="Fault">What was named holds another set or cannot be read, or PERFSUITE_DATA is no folder.</exception>
    public static string? Folder(DataSet set, string? named)
    {
        if (named is not null)
            return Recognised(named) is not { } found || found == set ? Path.GetFullPath(named)
                : throw Fault.Usage($"--data: '{named}' looks like {found.Summary}, and {set.Name} is wanted: {set.Summary}.");
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } all)
            return null;
        if (!Directory.Exists(all))
            throw Fault.Usage($"{Variable}: there is no folder '{all}'.");
        return Within(all, set);
    }

    /// <summary>A set in a folder of sets, or that folder itself where it is the set; null where neither is.</summary>
    /// <exception cref="Fault">It cannot be read.</exception>
    public static string? Within(string all, DataSet set) =>
        new[] { Path.Combine(all, set.Name), all }.Where(Directory.Exists).FirstOrDefault(folder => Recognised(folder) == set) is { } own ? Path.GetFullPath(own) : null;

    private static DataSet? Recognised(string folder)
    {
        try
        {
            return DataSetCheck.Recognise(folder);
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, ExitCode.Usage, exception);
        }
    }
}
