using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>One published comparison, run again: who takes part, what is measured, how it is told.</summary>
internal abstract class Study
{
    /// <summary>Every study of an article, in the order of a listing.</summary>
    public static IReadOnlyList<Study> All { get; } = [new ConvAeStudy(), new DeepPoseStudy(), new AutogradStudy(), new MnistStudy(), new ResNetStudy()];

    /// <summary>Those, and one of each network of the user's own.</summary>
    public static IReadOnlyList<Study> Offered => [.. All, .. Learning.Workloads.Workload.Own.Select(network => new OwnStudy(network))];

    /// <summary>After <c>study</c>, and in results.</summary>
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Summary { get; }

    /// <summary>What was published; null where nothing was.</summary>
    public virtual Article? Article => null;

    /// <summary>What its <c>--contenders</c> understands, and who takes part if nobody is named.</summary>
    public virtual IReadOnlyList<string> Known => Contender.Known;

    /// <summary>Who takes part.</summary>
    /// <param name="named">Null: everybody.</param>
    public virtual IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named, int threads) => Contender.Find(named ?? Known, threads);

    /// <summary>The sets that its epochs read, made before anything is measured; null where it reads nothing.</summary>
    public virtual IStudyData? Data(Profile profile) => null;

    /// <summary>The set of real files that it can learn from; null where it has no use for any.</summary>
    public virtual DataSet? Learns => null;

    /// <summary>Whether it also trains, to see how far it comes.</summary>
    public virtual bool Trains => false;

    /// <summary>
    /// The modes of libtorch that its article compared on a GPU, in the order of its columns: measured there where no mode is named. Empty where
    /// it compared none.
    /// </summary>
    public virtual IReadOnlyList<string> Modes => [];

    /// <summary>The same study with data and trainings as the user wants them; itself where it has none.</summary>
    public virtual Study Within(Scope scope) => this;

    /// <summary>What is measured.</summary>
    public abstract Plan Plan(Profile profile, int threads, long seed);

    /// <summary>How it is told.</summary>
    public abstract StudyFindings Tell(Display display, Profile profile);

    /// <summary>What a reader of a shortened run must know.</summary>
    /// <param name="quick">How quick is smaller than the article.</param>
    /// <param name="full">How full still is; null where it is not.</param>
    protected static string? CautionOf(Profile profile, string quick, string? full = null) => profile switch
    {
        Profile.Smoke => "Smoke only shows that everything runs. Quote `quick` or `full`.",
        Profile.Quick => quick,
        _ => full,
    };

    /// <summary>Rounds of what only the reasons need: enough for an interval.</summary>
    protected static int Few(Profile profile) => profile == Profile.Full ? 15 : 6;

    /// <summary>A row of bursts of at least <paramref name="least"/>, or of one iteration where that takes longer.</summary>
    /// <param name="seconds">That an iteration is expected to take.</param>
    protected Item Row(string phase, string label, int rounds, long seed, double seconds, TimeSpan least) => new(
        Name, phase, label, new RoundsPlan(phase) { Rounds = rounds, WarmUp = 1, Burst = least, Seed = seed }, (rounds + 2) * Math.Max(least.TotalSeconds, seconds));
}
