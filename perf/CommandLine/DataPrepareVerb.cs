using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Poses;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data prepare lsp</c>: from what was published to what is learned from.</summary>
internal static class DataPrepareVerb
{
    public static Command Build(Display display)
    {
        var source = new Argument<string>("SOURCE") { Description = "The unpacked LSP or LSP extended, or a folder with both: joints.mat and images." };
        var folder = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "Where the lists and the cropped images go; new or empty." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace what is in the folder already." };
        var joints = new Option<string?>("--joints") { HelpName = "FILE", Description = "joints.mat, if it is not in SOURCE." };
        var lsp = new Command("lsp", "Crop Leeds Sports Pose to 256×256 and list its joints, as published.") { source };
        lsp.Options.Add(folder);
        lsp.Options.Add(joints);
        lsp.Options.Add(overwrite);
        lsp.SetAction(parsed => Prepare(parsed.GetValue(source)!, parsed.GetValue(folder)!, parsed.GetValue(joints), parsed.GetValue(overwrite), display));
        var prepare = new Command("prepare", "Turn a published archive into a data set: lsp.") { lsp };
        prepare.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage("data prepare takes the name of a set: lsp.")));
        return prepare;
    }

    private static int Prepare(string source, string folder, string? joints, bool overwrite, Display display)
    {
        using var interruption = new Interruption();
        try
        {
            var preparation = new LspPreparation(source, joints);
            IReadOnlyList<LspSummary> summaries = [];
            display.Follow(progress => summaries = preparation.Make(folder, overwrite,
                (done, of) => progress.Report((double)done / of, $"{Figures.Count(done)} of {Figures.Count(of)} people"), interruption.Token));
            foreach (var set in summaries)
            {
                display.Say($"{set.Name}: of {Figures.Count(set.People)} people {Figures.Count(set.Kept)} kept, {Figures.Count(set.Missing)} without their image, "
                    + $"{Figures.Count(set.TooLarge)} too large or outside the crop, {Figures.Count(set.Invisible)} with no visible joint", indent: 2);
            }
            display.Say($"train: {Figures.Count(preparation.Train)} people, test: {Figures.Count(preparation.Test)}"
                + (preparation.IsHeldOut ? $"; every {LspPreparation.HeldOut}th was held out, for there is no published test set among them" : ", as published"));
            display.Line(Workplace.Show(Path.GetFullPath(folder)));
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
