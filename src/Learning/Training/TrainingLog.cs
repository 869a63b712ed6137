using System.Globalization;
using System.Text;
using System.Text.Json;
using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Training;

/// <summary>
/// <c>log.csv</c>, a line per epoch, and <c>log.jsonl</c>, a JSON object per line: the run's options, points of the loss's
/// curve, epochs. Numbers read back exactly. Lines are only ever appended, each in one write, so whatever ends the process
/// leaves whole lines but for the last; opening writes both files anew from the log that a checkpoint holds.
/// </summary>
internal sealed class TrainingLog : IDisposable
{
    public const string CsvName = "log.csv";
    public const string LinesName = "log.jsonl";

    private readonly string score;
    private readonly FileStream csv;
    private readonly FileStream lines;

    /// <param name="folder">There already.</param>
    /// <param name="score">What the workload's metric is called in a column: <c>accuracy</c>.</param>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public TrainingLog(string folder, string score, TrainingOptions options, TrainingState state)
    {
        this.score = score;
        using (var files = new WholeFiles(folder))
        {
            files.Add(CsvName, stream => stream.Write(Encoding.UTF8.GetBytes(Heading(score) + string.Concat(state.Epochs.Select(Row)))));
            files.Add(LinesName, stream => stream.Write(Encoding.UTF8.GetBytes(Begin(options) + Past(state))));
            files.Complete([]);
        }
        csv = Open(Path.Combine(folder, CsvName));
        lines = Open(Path.Combine(folder, LinesName));
    }

    /// <exception cref="DataException">The disk is full, or the file has gone.</exception>
    public void Add(CurvePoint point) => Append(lines, Line(point), flush: false);

    /// <summary>On the disk when it returns.</summary>
    /// <exception cref="DataException">The disk is full, or the file has gone.</exception>
    public void Add(EpochResult epoch)
    {
        Append(csv, Row(epoch), flush: true);
        Append(lines, Line(epoch), flush: true);
    }

    /// <summary>Why it ended early, with every sample of the batch at fault.</summary>
    /// <exception cref="DataException">The disk is full, or the file has gone.</exception>
    public void Stopped(string reason, int epoch, long step, IEnumerable<string> samples) =>
        Append(lines, Serialize(new { kind = "stopped", epoch, step, reason, samples }), flush: true);

    public void Dispose()
    {
        csv.Dispose();
        lines.Dispose();
    }

    private static string Heading(string score) => string.Create(CultureInfo.InvariantCulture,
        $"epoch,step,samples,learning_rate,train_loss,train_{score},validation_loss,validation_{score},samples_per_second,seconds,")
        + string.Join(',', Enum.GetNames<Stage>().Select(stage => stage.ToLowerInvariant())) + "\n";

    private static string Row(EpochResult epoch) => string.Create(CultureInfo.InvariantCulture,
        $"{epoch.Epoch},{epoch.Step},{epoch.Samples},{epoch.LearningRate:R},{epoch.Loss:R},{epoch.Score:R},{epoch.Validation?.Loss:R},{epoch.Validation?.Score:R},{epoch.SamplesPerSecond:R},{epoch.Times.Wall:R},")
        + string.Join(',', Enum.GetValues<Stage>().Select(stage => epoch.Times[stage].ToString("R", CultureInfo.InvariantCulture))) + "\n";

    // The lines of a log that was cut off, in the order in which they were written: a point before the epoch it closes.
    private string Past(TrainingState state)
    {
        var text = new StringBuilder();
        var points = new Queue<CurvePoint>(state.Curve);
        foreach (var epoch in state.Epochs)
        {
            while (points.TryPeek(out var point) && point.Epoch <= epoch.Epoch)
                text.Append(Line(points.Dequeue()));
            text.Append(Line(epoch));
        }
        foreach (var point in points)
            text.Append(Line(point));
        return text.ToString();
    }

    private static string Begin(TrainingOptions options) => Serialize(new { kind = "run", options });

    private static string Line(CurvePoint point) => Serialize(new { kind = "curve", epoch = point.Epoch, step = point.Step, train_loss = point.Loss });

    private string Line(EpochResult epoch)
    {
        var line = new Dictionary<string, object?>
        {
            ["kind"] = "epoch",
            ["epoch"] = epoch.Epoch,
            ["step"] = epoch.Step,
            ["samples"] = epoch.Samples,
            ["learning_rate"] = epoch.LearningRate,
            ["train_loss"] = epoch.Loss,
            ["train_" + score] = epoch.Score,
        };
        if (epoch.Validation is { } validation)
        {
            line["validation_loss"] = validation.Loss;
            line["validation_" + score] = validation.Score;
        }
        line["samples_per_second"] = epoch.SamplesPerSecond;
        line["seconds"] = epoch.Times.Wall;
        foreach (var stage in Enum.GetValues<Stage>())
            line[stage.ToString().ToLowerInvariant()] = epoch.Times[stage];
        return Serialize(line);
    }

    private static string Serialize(object line) => JsonSerializer.Serialize(line, Json.Exact) + "\n";

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(path, 0, cause);
        }
    }

    private static void Append(FileStream file, string line, bool flush)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(line));
            file.Flush(flush);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(file.Name, file.Position, cause);
        }
    }
}
