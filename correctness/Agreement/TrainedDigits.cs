using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Agreements;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Correctness.Computing.Agreements;

/// <summary>A few drawn digits, and MNIST's networks trained on them a little, each when first asked for.</summary>
internal sealed class TrainedDigits : IDisposable
{
    private readonly Dictionary<string, string> trained = [];

    /// <param name="images">To predict.</param>
    public TrainedDigits(int images) => new DrawnMnist(TrainCount: 60, TestCount: images).Make(Data);

    public Folder Folder { get; } = new();

    public string Data => Folder["data"];

    /// <summary>Its safetensors file.</summary>
    public string Trained(string network)
    {
        if (trained.TryGetValue(network, out var path))
            return path;
        using var session = Workload.Find($"mnist-{network}").Open(new SessionOptions(Batch: 10, Seed: 3, DataFolder: Data));
        _ = session.Agree(12);
        session.Save(path = trained[network] = Folder[$"{network}.safetensors"]);
        return path;
    }

    /// <summary>Lays TorchScript and ONNX beside; without a Python the test is left out.</summary>
    public void Export(string network)
    {
        var weights = Trained(network);
        if (File.Exists(Path.ChangeExtension(weights, ".pt")))
            return;
        var (exit, said) = Exported("--network", network, "--weights", weights);
        Assert.That(exit, Is.Zero, said);
        Assert.That(File.Exists(Path.ChangeExtension(weights, ".onnx")), Is.True);
    }

    /// <summary>The script under the interpreter of the Python peer.</summary>
    public (int Exit, string Said) Exported(params string[] arguments)
    {
        var contender = Contender.Find([Contender.Python], 1)[0];
        if (contender.Command is not { } command)
        {
            Absence.Of(contender);
            return default;
        }
        var script = Path.Combine(AppContext.BaseDirectory, "peers", "python", "export.py");
        using var process = Process.Start(new ProcessStartInfo(command.FileName, ["-B", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + output.Result);
    }

    public void Dispose() => Folder.Dispose();
}
