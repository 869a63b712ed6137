using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data make NAME</c>: something to learn from on a machine without a data set.</summary>
internal static class DataMakeVerb
{
    public static Command Build(Display display)
    {
        Command[] sets = [Mnist(display)];
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
        var folder = new Option<string?>("--out") { HelpName = "DIR", Description = "Where the files go; artifacts/data/mnist-drawn if left out." };
        var seed = Options.Seed();
        seed.Description = "Decides every image and label.";
        var train = Options.Count("--train", "Images to train on.", standard.TrainCount, 1, DrawnMnist.MostImages);
        var test = Options.Count("--test", "Images to test on.", standard.TestCount, 1, DrawnMnist.MostImages);
        var gzip = new Option<bool>("--gz") { Description = "Compress the files." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace MNIST files that are there already." };
        var mnist = new Command("mnist", "Draw jittered digits as MNIST's four IDX files; the same seed gives the same bytes.");
        foreach (var option in new Option[] { folder, seed, train, test, gzip, overwrite })
            mnist.Options.Add(option);
        mnist.SetAction(parsed => Make(
            parsed.GetValue(folder) ?? Path.Combine(Workplace.Artifacts, "data", "mnist-drawn"),
            new DrawnMnist(parsed.GetValue(seed), parsed.GetValue(train), parsed.GetValue(test)),
            parsed.GetValue(gzip), parsed.GetValue(overwrite), display));
        return mnist;
    }

    private static int Make(string folder, DrawnMnist drawn, bool gzip, bool overwrite, Display display)
    {
        using var interruption = new Interruption();
        try
        {
            IReadOnlyList<string> files = [];
            display.Follow(progress => files = drawn.Make(folder, gzip, overwrite,
                (done, of) => progress.Report((double)done / of, $"{Figures.Count(done)} of {Figures.Count(of)} images"), interruption.Token));
            foreach (var file in files)
                display.Line(Workplace.Show(Path.GetFullPath(file)));
            display.Line($"{Figures.Count(drawn.TrainCount)} images to train on, {Figures.Count(drawn.TestCount)} to test on, seed {drawn.Seed}");
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
