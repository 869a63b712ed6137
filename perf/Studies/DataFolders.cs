using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Studies;

/// <summary>A set that is loaded.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Count">Samples of its training part.</param>
/// <param name="Batch">Of its passes.</param>
internal sealed record DataFolder(string Path, int Count, int Batch);

/// <summary>Sets that a study reads, made on first use.</summary>
internal interface IStudyData
{
    /// <summary>Whether nothing is left to make.</summary>
    bool AreThere { get; }

    /// <summary>Those that are missing; each folder appears whole.</summary>
    /// <exception cref="DataException">A set cannot be written, or the JPEG library is missing.</exception>
    void Make(Action<double, string> progress, CancellationToken cancellation);
}

/// <summary>The sets of the data study, made on first use: digits, and noise in the shapes of CIFAR-10 and CelebA.</summary>
/// <param name="profile">Decides how large they are.</param>
/// <param name="pictures">So many, a multiple of 9; the profile's number where nothing is said.</param>
internal sealed class DataFolders(Profile profile, int? pictures = null) : IStudyData
{
    private const int CifarRecord = 3073;
    private const int FaceWidth = 178;
    private const int FaceHeight = 218;

    public static string Root => Path.Combine(Workplace.Artifacts, "data");

    // The tour's own, where it has the size.
    public DataFolder Rows { get; } = profile switch
    {
        Profile.Smoke => new(In("mnist-small"), 1_000, 100),
        Profile.Quick => new(In("mnist"), 10_000, 100),
        _ => new(In("mnist-large"), 60_000, 100),
    };

    public DataFolder Cifar { get; } = profile switch
    {
        Profile.Smoke => new(In("loading-cifar10-small"), 600, 128),
        Profile.Quick => new(In("loading-cifar10-medium"), 3_000, 128),
        _ => new(In("loading-cifar10"), 10_000, 128),
    };

    public DataFolder Faces { get; } = pictures is { } count ? new(In(string.Create(CultureInfo.InvariantCulture, $"loading-faces-{count}")), count, 32) : profile switch
    {
        Profile.Smoke => new(In("loading-faces-small"), 90, 32),
        Profile.Quick => new(In("loading-faces-medium"), 360, 32),
        _ => new(In("loading-faces-large"), 3_600, 32),
    };

    public bool AreThere => MnistFiles.AreIn(Rows.Path) && Directory.Exists(Cifar.Path) && Directory.Exists(Faces.Path);

    public DataFolder Of(string? path) => path == Rows.Path ? Rows : path == Cifar.Path ? Cifar : Faces;

    /// <inheritdoc/>
    public void Make(Action<double, string> progress, CancellationToken cancellation)
    {
        if (!MnistFiles.AreIn(Rows.Path))
            new DrawnMnist(0, Rows.Count, Rows.Count / 5).Make(Rows.Path, overwrite: true,
                progress: (drawn, of) => progress(0.8 * drawn / of, "digits"), cancellation: cancellation);
        Whole(Cifar.Path, folder =>
        {
            var bytes = new byte[Cifar.Count * CifarRecord];
            Fill(bytes, new SplitMix64(1));
            for (var at = 0; at < bytes.Length; at += CifarRecord)
                bytes[at] %= 10;
            File.WriteAllBytes(Path.Combine(folder, "data_batch_1.bin"), bytes);
            File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), bytes[..CifarRecord]);
        });
        Whole(Faces.Path, folder =>
        {
            // A tenth is held out.
            var count = Faces.Count * 10 / 9;
            using var encoder = new JpegEncoder();
            var picture = new Picture();
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Paint(picture, SplitMix64.Stream(2, (ulong)i));
                File.WriteAllBytes(Path.Combine(folder, $"{i + 1:000000}.jpg"), encoder.Encode(picture, 90));
                progress(0.8 + (0.2 * i / count), "pictures");
            }
        });
    }

    private static string In(string name) => Path.Combine(Root, name);

    private static void Whole(string folder, Action<string> make)
    {
        if (Directory.Exists(folder))
            return;
        var beside = folder + ".partial";
        if (Directory.Exists(beside))
            Directory.Delete(beside, recursive: true);
        Directory.CreateDirectory(beside);
        make(beside);
        Directory.Move(beside, folder);
    }

    private static void Fill(Span<byte> bytes, SplitMix64 draws)
    {
        foreach (ref var value in bytes)
            value = (byte)draws.Next();
    }

    /// <summary>Soft waves with a little noise: what a face costs a JPEG decoder, give or take.</summary>
    private static void Paint(Picture picture, SplitMix64 draws)
    {
        picture.Resize(FaceWidth, FaceHeight);
        Span<double> wave = stackalloc double[9];
        foreach (ref var number in wave)
            number = draws.Between(0.01, 0.08);
        var pixels = picture.Bytes;
        for (var y = 0; y < FaceHeight; y++)
            for (var x = 0; x < FaceWidth; x++)
                for (var colour = 0; colour < 3; colour++)
                    pixels[(((y * FaceWidth) + x) * 3) + colour] = (byte)(128
                        + (90 * Math.Sin((wave[colour] * x) + (100 * wave[3 + colour])) * Math.Cos((wave[6 + colour] * y) + colour)) + draws.Below(12));
    }
}
