using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>
/// What a run has found so far, written after every section and training, so that a run of hours which is stopped, or dies, goes on where it was.
/// </summary>
/// <param name="folder">Its own: results so far and the checkpoints of the training in progress.</param>
/// <param name="take">Makes results of what a run has.</param>
internal sealed class Journal(string folder, Func<Run, Results> take)
{
    private Results? earlier;

    private string FilePath => FileIn(folder);

    /// <summary>Where a study of that length keeps its journal.</summary>
    public static string FolderOf(string study, Profile profile) =>
        Path.Combine(Workplace.Artifacts, "studies", $"{study}-{profile.ToString().ToLowerInvariant()}");

    /// <summary>Whether an unfinished run is there.</summary>
    public static bool IsIn(string folder) => File.Exists(FileIn(folder));

    /// <summary>Said before anything is done: whether there is what was asked for, and that a run of hours is not cleared away by mistake.</summary>
    /// <exception cref="Fault">Nothing to go on with, or an unfinished run that would be lost.</exception>
    public static void Check(string folder, bool resume, bool isLong)
    {
        if (resume && !IsIn(folder))
            throw Fault.Usage($"--resume: there is no unfinished run in {Workplace.Show(folder)}; leave it out to begin one.");
        if (!resume && isLong && IsIn(folder))
            throw Fault.Usage($"An unfinished run of this study is in {Workplace.Show(folder)}, last written {File.GetLastWriteTime(FileIn(folder)):yyyy-MM-dd HH:mm}. "
                + "Go on with it by --resume, or remove the folder to begin anew.");
    }

    /// <summary>Goes on with the unfinished run.</summary>
    /// <exception cref="Fault">There is none, or it was of another machine, source or seed, or with other contenders.</exception>
    public void Resume(Results now)
    {
        Check(folder, resume: true, isLong: false);
        try
        {
            earlier = Results.Read(FilePath);
        }
        catch (InvalidDataException exception)
        {
            throw new Fault($"{exception.Message}. Leave --resume out to begin anew.", cause: exception);
        }
        if (Difference(earlier, now) is { } difference)
            throw new Fault($"{Workplace.Show(FilePath)} is of another run: {difference}. Go on where it was begun, or leave --resume out to begin anew.");
    }

    /// <summary>Clears away what an earlier run left.</summary>
    public void Begin()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The run is over: nothing is left to go on with.</summary>
    public void End() => Begin();

    public void Write(Run run) => take(run).Write(FilePath);

    /// <summary>Whether everybody who takes part now has a row in all of a section's cases.</summary>
    public bool Has(Section section, IEnumerable<Entrant> entrants) => earlier is not null && section.Items.All(item =>
    {
        var measured = section.CaseOf(item);
        return entrants.All(entrant => earlier.Rows.Any(row => row.Case == measured && row.Contender == entrant.Contender.Name && row.Status != RowStatus.Cancelled));
    });

    /// <summary>All rows of before.</summary>
    public IReadOnlyList<Row> Rows => earlier?.Rows ?? [];

    /// <summary>The rows of a case, those of its single iterations, and its ratios.</summary>
    public (IReadOnlyList<Row> Rows, IReadOnlyList<Row> Single, IReadOnlyList<Ratio> Ratios) Of(Case measured) => (
        [.. earlier!.Rows.Where(row => row.Case == measured)],
        [.. earlier.Rows.Where(row => Run.IsOfLatencies(row) && Run.WithoutLatencies(row.Case) == measured)],
        [.. earlier.Ratios.Where(ratio => ratio.Case == measured)]);

    public IEnumerable<AgreementRow> AgreementsOf(Section section) => earlier!.Agreements.Where(row =>
        row.Workload == section.Workload && row.Variant == section.Variant && row.Batch == section.Batch && row.Settings == section.SettingsText && row.Threads == section.Threads
        && row.Study == section.Items[0].Study);

    public IEnumerable<CounterRow> CountersOf(Case measured) => earlier!.Counters.Where(row => row.Case == measured);

    /// <summary>A training that is complete; null where it is not.</summary>
    public TrainingCurve? CurveOf(Case trained) => earlier?.Curves.FirstOrDefault(curve => curve.Case == trained && curve.IsComplete);

    /// <summary>Where a training leaves its checkpoints.</summary>
    public string FolderOf(CurvePlan curve) => Path.Combine(folder, string.Concat(
        $"{curve.Workload}-{curve.Variant}-{curve.Case.Settings}".Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '=' ? letter : '-')));

    /// <summary>A finished training needs no checkpoints.</summary>
    public void Forget(CurvePlan curve)
    {
        if (Directory.Exists(FolderOf(curve)))
            Directory.Delete(FolderOf(curve), recursive: true);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "so-far.json");

    private static string? Difference(Results then, Results now)
    {
        if (then.Machine.Fingerprint != now.Machine.Fingerprint)
            return $"its machine was {then.Machine.Fingerprint}, this is {now.Machine.Fingerprint}";
        if (then.Commit != now.Commit)
            return $"its source was {then.Commit ?? "unversioned"}, this is {now.Commit ?? "unversioned"}";
        if (then.Seed != now.Seed)
            return $"its seed was {then.Seed}, this is {now.Seed}";
        foreach (var contender in now.Contenders)
            if (then.Contenders.FirstOrDefault(one => one.Contender == contender.Contender) is { } before
                && (before.LibTorch, before.Blas, before.CpuCapability, before.Language) != (contender.LibTorch, contender.Blas, contender.CpuCapability, contender.Language))
                return $"{contender.Title} then ran on libtorch {before.LibTorch}, {before.Blas}, {before.CpuCapability}, {before.Language}, now on {contender.LibTorch}, {contender.Blas}, {contender.CpuCapability}, {contender.Language}";
        return null;
    }
}
