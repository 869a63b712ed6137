using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>Chainer 7.8 under the interpreter of the Python peer: the other side of an article, in the studies of that article alone.</summary>
internal static class ChainerContender
{
    public const string Title = "Chainer";
    private const string Cure = "unpack Chainer 7.8 (github.com/chainer/chainer, tag v7.8.0) and name that folder in PYTHONPATH, with the line "
        + "`build_chainerx = False` in its chainerx/_build_info.py; it also takes python3-filelock";

    public static Contender Find(IReadOnlyDictionary<string, string> environment)
    {
        var peer = PythonContender.Find(environment);
        if (peer.Command is not { } python)
            return Absent($"runs as the Python peer does, which {peer.Absence}");
        var folder = PythonContender.Folder;
        var found = PythonContender.Ask(python.FileName, ["-B", Path.Combine(folder, "chainer_import.py")]);
        return found.ExitCode == 0
            ? new(Contender.Chainer, Title, python with { Contender = Contender.Chainer, Arguments = ["-B", "-u", Path.Combine(folder, "chainer_peer.py"), "worker"] }, null)
            // NumPy's sums are not libtorch's.
            { RoundsOtherwise = true }
            : Absent($"{python.FileName} {found.Trouble}; {Cure}");
    }

    private static Contender Absent(string why) => new(Contender.Chainer, Title, null, why);
}
