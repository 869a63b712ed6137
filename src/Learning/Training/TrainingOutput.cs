using System.Globalization;
using System.Text;
using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>
/// The files of a training: <c>log.csv</c> (a line per finished epoch, numbers that read back exactly) and
/// <c>model.dat</c> (TorchSharp's own format), replaced together after every epoch.
/// </summary>
internal sealed class TrainingOutput
{
    private const string ModelName = "model.dat";
    private const string LogName = "log.csv";
    private readonly string folder;

    /// <summary>Tries to write before any time is spent on training; nothing is left behind.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public TrainingOutput(string folder)
    {
        this.folder = folder;
        using var trial = new WholeFiles(folder);
        trial.Add(LogName, stream => stream.Write(Log([])));
    }

    public string ModelPath => Path.Combine(folder, ModelName);

    public string LogPath => Path.Combine(folder, LogName);

    /// <exception cref="DataException">The folder cannot be written; what it holds from earlier epochs stays.</exception>
    public void Write(Module model, IReadOnlyList<EpochResult> epochs)
    {
        using var files = new WholeFiles(folder);
        files.Add(ModelName, stream => stream.Write(Bytes(model)));
        files.Add(LogName, stream => stream.Write(Log(epochs)));
        files.Complete([]);
    }

    // Module.save closes the stream it is given.
    private static byte[] Bytes(Module model)
    {
        using var bytes = new MemoryStream();
        model.save(bytes);
        return bytes.ToArray();
    }

    private static byte[] Log(IReadOnlyList<EpochResult> epochs)
    {
        var text = new StringBuilder("epoch,loss,accuracy,seconds\n");
        foreach (var epoch in epochs)
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Loss:R},{epoch.Accuracy:R},{epoch.Seconds:F3}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
