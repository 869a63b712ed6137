using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Weights;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using TorchSharp;

namespace PerfSuite.Studies;

/// <summary>Digits, and networks that have learned them a little: the weights that every contender predicts with.</summary>
/// <param name="real">Folder with MNIST's files; null draws some.</param>
internal sealed class PredictionFiles(string? real = null) : IStudyData
{
    private const int Learned = 10_000;
    private const int Epochs = 3;
    private const int Batch = 50;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(2);
    private readonly DataFolders digits = new(Profile.Smoke);

    public static IReadOnlyList<string> Networks { get; } = ["softmax", "cnn"];

    /// <summary>The folder with MNIST's files.</summary>
    public string Data => real ?? digits.Rows.Path;

    // Other digits make other weights.
    private string Folder => Path.Combine(DataFolders.Root, real is null ? "predictions" : $"predictions-{Fingerprint(real)}");

    public bool AreThere => MnistFiles.AreIn(Data) && Networks.All(network => File.Exists(WeightsOf(network)) && (Python is null || IsExported(network)));

    /// <summary>The safetensors file of a network; its TorchScript and ONNX lie beside it where there is a Python to write them.</summary>
    public string WeightsOf(string network) => Path.Combine(Folder, $"mnist-{network}.safetensors");

    public void Make(Action<double, string> progress, CancellationToken cancellation)
    {
        if (real is null)
            digits.Make(progress, cancellation);
        Directory.CreateDirectory(Folder);
        foreach (var (network, place) in Networks.Select((network, place) => (network, place)))
        {
            progress(0.6 + (0.2 * place), $"training mnist-{network}");
            if (!File.Exists(WeightsOf(network)))
                Train(network, cancellation);
            if (Python is { } python && !IsExported(network))
                Export(python, network);
        }
    }

    private bool IsExported(string network) => new[] { ".pt", ".onnx" }.All(extension => File.Exists(Path.ChangeExtension(WeightsOf(network), extension)));

    private static WorkerCommand? Python => Contender.Find([Contender.Python], 1)[0].Command;

    private static string Fingerprint(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(path => new FileInfo(path));
        var text = string.Join('\n', files.Select(file => FormattableString.Invariant($"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }

    private void Train(string network, CancellationToken cancellation)
    {
        var recipe = Workload.FindNetwork($"mnist-{network}").Configure();
        torch.set_num_threads(1);
        torch.manual_seed(0);
        using var model = recipe.CreateModel();
        using var optimizer = recipe.CreateOptimizer(model);
        using var source = new FirstSamples(recipe.OpenData(Data, DataPart.Train), Learned);
        using var loader = new Loader(source, new LoaderOptions(Batch, 0, Shuffle: true, DropLast: true));
        for (var epoch = 0; epoch < Epochs; epoch++)
            foreach (var batch in loader.Epoch(epoch))
            {
                cancellation.ThrowIfCancellationRequested();
                using var loss = recipe.Step(model, optimizer, batch);
            }
        SafeTensors.Save(WeightsOf(network), model);
    }

    private void Export(WorkerCommand python, string network)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "peers", "python", "export.py");
        using var process = Process.Start(new ProcessStartInfo(python.FileName, ["-B", script, "--network", network, "--weights", WeightsOf(network)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new DataException(script, 0, "it cannot be started", "a Python with torch", "run ./setup.sh");
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new DataException(script, 0, "it does not end", $"at most {patience.TotalSeconds:0} s", "try again");
        }
        if (process.ExitCode != 0)
            throw new DataException(WeightsOf(network), 0, $"it could not be exported: {error.Result.Trim().Split('\n')[^1]}", "TorchScript and ONNX beside it", "see whether export.py runs by itself");
    }
}
