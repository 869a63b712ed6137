using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>
/// The files of a training: <c>log.csv</c> (a line per finished epoch, numbers as they are read back exactly) and
/// <c>model.dat</c> (TorchSharp's own format). Each is written beside, flushed, and renamed: a reader never sees half.
/// </summary>
internal sealed class TrainingOutput
{
    private readonly string folder;

    /// <summary>Makes the folder, so that what cannot be written is found out before hours of training.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public TrainingOutput(string folder)
    {
        this.folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"Output folder '{folder}' cannot be written ({e.Message}): name another one.", e);
        }
    }

    public string ModelPath => Path.Combine(folder, "model.dat");

    public string LogPath => Path.Combine(folder, "log.csv");

    /// <summary>Replaces both files.</summary>
    public void Write(Module model, IEnumerable<EpochResult> epochs)
    {
        Replace(ModelPath, path => model.save(path));
        Replace(LogPath, path => File.WriteAllText(path, Log(epochs)));
    }

    private static string Log(IEnumerable<EpochResult> epochs)
    {
        var text = new StringBuilder("epoch,loss,accuracy,seconds\n");
        foreach (var epoch in epochs)
            text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{epoch.Loss:R},{epoch.Accuracy:R},{epoch.Seconds:F3}\n");
        return text.ToString();
    }

    private static void Replace(string path, Action<string> write)
    {
        var beside = path + ".part";
        try
        {
            write(beside);
            using (var file = new FileStream(beside, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
