using PerfSuite.Learning.Data;
using PerfSuite.Learning.Weights;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Learning.Training;

/// <summary>
/// The files of a training: the log, the checkpoints, <c>best.safetensors</c> after every validation that is the best so far,
/// and at the end the network as <c>model.safetensors</c>, which every language reads, and <c>model.dat</c>, TorchSharp's own.
/// </summary>
/// <remarks>One process at a time: the folder is locked while this lives, and free again when the process ends, however it ends.</remarks>
internal sealed class TrainingOutput : IDisposable
{
    private const string LockName = ".training.lock";
    private readonly TrainingOptions options;
    private readonly RunIdentity identity;
    private readonly RunIdentity surroundings;
    private readonly TrainingRun run;
    private readonly string folder;
    private readonly CheckpointFolder checkpoints;
    private readonly FileStream held;
    private readonly TrainingLog log;

    /// <summary>Makes the folder, cuts the log back to where the run is, and makes sure that there is a checkpoint of it.</summary>
    /// <param name="resumed">The checkpoint the run goes on from; null at the beginning.</param>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="TrainingException">It belongs to another training.</exception>
    public TrainingOutput(string folder, Recipe recipe, TrainingOptions options, RunIdentity identity, TrainingRun run, Checkpoint? resumed)
    {
        (this.folder, this.options, this.identity, this.run) = (folder, options, identity, run);
        surroundings = RunIdentity.OfSurroundings(options.Threads, options.Device);
        checkpoints = new(folder);
        held = Hold(folder);
        try
        {
            Refuse(folder, resumed);
            LastCheckpoint = checkpoints.Newest().Count > 0 ? resumed!.Path : null;
            log = new(folder, recipe.Metric.Short, options, run.State);
            if (LastCheckpoint is null)
                Save();
        }
        catch
        {
            log?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether the folder is free for a training that goes on from <paramref name="resumed"/>, or begins.</summary>
    /// <exception cref="TrainingException">It belongs to another training.</exception>
    public static void Refuse(string folder, Checkpoint? resumed)
    {
        if (new CheckpointFolder(folder).Newest() is { Count: > 0 } there && !there.Any(path => resumed is not null && Path.GetFullPath(path) == Path.GetFullPath(resumed.Path)))
            throw new TrainingException($"{folder} holds the checkpoints of another training: go on with it by --resume {folder}, or name another folder.");
    }

    /// <summary>The newest checkpoint that is whole.</summary>
    public string? LastCheckpoint { get; private set; }

    public void Add(CurvePoint point) => OrSayWhatIsLeft(() => log.Add(point));

    public void Add(EpochResult epoch) => OrSayWhatIsLeft(() => log.Add(epoch));

    public void Stopped(string reason, IEnumerable<string> samples) =>
        OrSayWhatIsLeft(() => log.Stopped(reason, run.State.Epoch + 1, run.State.Step + 1, samples));

    /// <summary>Writes a checkpoint of this very moment.</summary>
    /// <exception cref="TrainingException">It cannot be written, or the parameters are not worth it.</exception>
    public void Save()
    {
        run.State.Times = run.Clock.Read();
        using var span = run.Clock.Measure(Stage.Checkpoint);
        if (!run.IsFinite())
            throw new TrainingException($"After step {run.State.Step}, in epoch {run.State.Epoch + 1}, parameters are infinite or no numbers: no checkpoint is made of them{AndTheLast}; try a smaller --lr.");
        OrSayWhatIsLeft(() =>
        {
            var now = new Checkpoint("", identity, surroundings, options, run.State);
            LastCheckpoint = checkpoints.Write(run.State.Step, options.Keep, stream => now.Write(stream, run.Model, run.Optimizer));
        });
    }

    /// <summary>The network as it is now, the best on the test part so far.</summary>
    public void SaveBest()
    {
        using var span = run.Clock.Measure(Stage.Checkpoint);
        OrSayWhatIsLeft(() => Write(("best.safetensors", WriteTensors)));
    }

    /// <summary>The network as it came out.</summary>
    public void SaveModel() => OrSayWhatIsLeft(() => Write(("model.safetensors", WriteTensors), ("model.dat", WriteOwn)));

    public void Dispose()
    {
        log.Dispose();
        held.Dispose();
    }

    private string AndTheLast => LastCheckpoint is null ? "" : $"; the last good one is {LastCheckpoint}";

    private void Write(params (string Name, Action<Stream> Content)[] contents)
    {
        using var files = new WholeFiles(folder);
        foreach (var (name, content) in contents)
            files.Add(name, content);
        files.Complete([]);
    }

    private void WriteTensors(Stream stream) => SafeTensors.Write(stream, run.Model.state_dict());

    // Module.save closes the stream it is given.
    private void WriteOwn(Stream stream)
    {
        using var bytes = new MemoryStream();
        run.Model.save(bytes);
        stream.Write(bytes.ToArray());
    }

    private void OrSayWhatIsLeft(Action write)
    {
        try
        {
            write();
        }
        catch (DataException cause) when (LastCheckpoint is not null)
        {
            throw new TrainingException(cause.Message + AndTheLast, cause);
        }
    }

    private static FileStream Hold(string folder)
    {
        var path = Path.Combine(folder, LockName);
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException cause) when (File.Exists(path))
        {
            throw new TrainingException($"{folder} is in use by another training: wait for it, or name another folder.", cause);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(folder, 0, cause);
        }
    }
}
