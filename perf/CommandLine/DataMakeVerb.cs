using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data make NAME</c>: something to learn from on a machine without a data set.</summary>
internal static class DataMakeVerb
{
    /// <summary>Draws a set into a folder, or over what is there, telling how far it is; gives the paths to show.</summary>
    private delegate IReadOnlyList<string> Maker(string folder, bool overwrite, Action<int, int> progress, CancellationToken cancellation);

    public static Command Build(Display display)
    {
        Command[] sets = [Mnist(display), Cifar10(display), Celeba(display), Lsp(display)];
        var names = string.Join(", ", sets.Select(set => set.Name));
        var make = new Command("make", $"Draw a learnable data set in its real format: {names}.");
        foreach (var set in sets)
            make.Subcommands.Add(set);
        make.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage($"data make takes the name of a set: {names}.")));
        return make;
    }

    private static Command Mnist(Display display)
    {
        var standard = new DrawnMnist();
        var (seed, train, test) = (Seed(), Train(standard.TrainCount, DrawnMnist.MostImages), Test(standard.TestCount, DrawnMnist.MostImages));
        var gzip = new Option<bool>("--gz") { Description = "Compress the files." };
        return Set("mnist", "Draw jittered digits as MNIST's four IDX files; the same seed gives the same bytes.", "MNIST files that are there already", [seed, train, test, gzip], display, parsed =>
        {
            var drawn = new DrawnMnist(parsed.GetValue(seed), parsed.GetValue(train), parsed.GetValue(test));
            var packed = parsed.GetValue(gzip);
            return (Halves(drawn.TrainCount, drawn.TestCount, drawn.Seed),
                (folder, overwrite, progress, cancellation) => drawn.Make(folder, packed, overwrite, progress, cancellation));
        });
    }

    private static Command Cifar10(Display display)
    {
        var standard = new DrawnCifar10();
        var (seed, train, test) = (Seed(), Train(standard.TrainCount, DrawnCifar10.MostImages), Test(standard.TestCount, DrawnCifar10.MostImages));
        return Set("cifar10", "Draw ten textured figures as CIFAR-10's binary files; the same seed gives the same bytes.", "data_batch_*.bin and test_batch.bin that are there already", [seed, train, test], display, parsed =>
        {
            var drawn = new DrawnCifar10(parsed.GetValue(seed), parsed.GetValue(train), parsed.GetValue(test));
            return (Halves(drawn.TrainCount, drawn.TestCount, drawn.Seed), drawn.Make);
        });
    }

    private static Command Celeba(Display display)
    {
        var standard = new DrawnCeleba();
        var seed = Seed();
        var images = Options.Count("--images", "Faces; a tenth is kept back for testing by whoever reads them.", standard.Count, DrawnCeleba.FewestImages, DrawnCeleba.MostImages);
        return Set("celeba", "Draw faces of 178x218 as JPEG files; the same seed gives the same pixels.", "every JPEG and PNG file in the folder", [seed, images], display, parsed =>
        {
            var drawn = new DrawnCeleba(parsed.GetValue(seed), parsed.GetValue(images));
            return ($"{Figures.Count(drawn.Count)} faces, seed {drawn.Seed}", drawn.Make);
        });
    }

    private static Command Lsp(Display display)
    {
        var standard = new DrawnLsp();
        var (seed, train, test) = (Seed(), Train(standard.TrainCount, DrawnLsp.MostImages), Test(standard.TestCount, DrawnLsp.MostImages));
        return Set("lsp", "Draw stick figures of 256x256 with 14 joints as JPEG files and two lists; the same seed gives the same pixels.", "both lists and their drawn images", [seed, train, test], display, parsed =>
        {
            var drawn = new DrawnLsp(parsed.GetValue(seed), parsed.GetValue(train), parsed.GetValue(test));
            return (Halves(drawn.TrainCount, drawn.TestCount, drawn.Seed), drawn.Make);
        });
    }

    private static Option<long> Seed()
    {
        var seed = Options.Seed();
        seed.Description = "Decides every image and label.";
        return seed;
    }

    private static Option<int> Train(int standard, int most) => Options.Count("--train", "Images to train on.", standard, 1, most);

    private static Option<int> Test(int standard, int most) => Options.Count("--test", "Images to test on.", standard, 1, most);

    private static string Halves(int train, int test, long seed) => $"{Figures.Count(train)} images to train on, {Figures.Count(test)} to test on, seed {seed}";

    private static Command Set(string name, string description, string replaced, Option[] options, Display display, Func<ParseResult, (string Summary, Maker Make)> choose)
    {
        var folder = new Option<string?>("--out") { HelpName = "DIR", Description = $"Where the files go; artifacts/data/{name}-drawn if left out." };
        var overwrite = new Option<bool>("--overwrite") { Description = $"Replace {replaced}." };
        var set = new Command(name, description);
        foreach (var option in (Option[])[folder, .. options, overwrite])
            set.Options.Add(option);
        set.SetAction(parsed =>
        {
            var (summary, make) = choose(parsed);
            return Run(parsed.GetValue(folder) ?? Path.Combine(Workplace.Artifacts, "data", $"{name}-drawn"), parsed.GetValue(overwrite), summary, make, display);
        });
        return set;
    }

    private static int Run(string folder, bool overwrite, string summary, Maker make, Display display)
    {
        using var interruption = new Interruption();
        try
        {
            IReadOnlyList<string> files = [];
            display.Follow(progress => files = make(folder, overwrite,
                (done, of) => progress.Report((double)done / of, $"{Figures.Count(done)} of {Figures.Count(of)} images"), interruption.Token));
            foreach (var file in files)
                display.Line(Workplace.Show(Path.GetFullPath(file)));
            display.Line(summary);
            return ExitCode.Success;
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
        catch (OperationCanceledException)
        {
            throw new Fault("stopped; nothing was written. The same command begins again.", ExitCode.Interrupted);
        }
    }
}
