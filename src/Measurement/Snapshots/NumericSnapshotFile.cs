using System.Text;

namespace PerfSuite.Measurement;

/// <summary>What was received is not what is accepted; the received file lies beside it.</summary>
public sealed class NumericSnapshotException(string message) : Exception(message);

/// <summary>
/// A numeric snapshot in a folder: <c>NAME.verified.txt</c>, accepted, and where the last run saw something else
/// <c>NAME.received.txt</c>, which is the whole file that would be accepted, and says in it what differs.
/// </summary>
public sealed class NumericSnapshotFile(string folder, string name)
{
    private readonly string verified = Path.Combine(folder, $"{name}.verified.txt");
    private readonly string received = Path.Combine(folder, $"{name}.received.txt");

    /// <summary>Reads the accepted file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is none; one line that names the file, the line and what was expected.</exception>
    public NumericSnapshot Read() => NumericSnapshotReader.Read(verified);

    /// <summary>Holds values against the accepted ones. Where they pass, no received file is left; there being no accepted ones fails, too.</summary>
    /// <param name="heading">What the values are, for whoever reads the file.</param>
    /// <param name="values">Of this environment.</param>
    /// <param name="record">Whether an environment that has no entry is received, to be accepted, and fails even within the tolerances.</param>
    /// <returns>What it was held against, and by how much it differs.</returns>
    /// <exception cref="NumericSnapshotException">They differ by more than is allowed, or there is nothing accepted; received has been written.</exception>
    /// <exception cref="InvalidDataException">The accepted file cannot be understood; nothing has been written.</exception>
    public NumericComparison Verify(string heading, NumericEntry values, bool record = false)
    {
        if (!File.Exists(verified))
            throw Receive(null, heading, values, $"Snapshot {name} is new.", []);
        var accepted = Read();
        var comparison = NumericComparison.Of(accepted, values);
        if (!comparison.Passes)
            throw Receive(accepted, heading, values, $"Snapshot {name} differs.", comparison.Lines());
        if (record && !comparison.Exact)
            throw Receive(accepted, heading, values, $"Snapshot {name} is recorded for {values.Environment}.", comparison.Lines());
        File.Delete(received);
        return comparison;
    }

    private NumericSnapshotException Receive(NumericSnapshot? accepted, string heading, NumericEntry values, string title, IEnumerable<string> lines)
    {
        var now = NumericSnapshot.Receive(accepted, heading, values);
        var said = lines.ToList();
        if (accepted is not null && accepted.Entries.Count(entry => entry.Environment != values.Environment) is > 0 and var others)
            said.Add(now.Entries.Count == 1
                ? "The keys are others now: the entries of other environments are gone, to be recorded there."
                : $"What {(others == 1 ? "the other environment has is" : $"the {others} other environments have is")} as it was.");
        var (here, there) = (Path.GetFileName(received), Path.GetFileName(verified));
        string[] remarks = [title, .. said, $"If that is right, accept it: {(OperatingSystem.IsWindows() ? "move /y" : "mv")} {here} {there}"];
        AtomicFile.Write(received, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(NumericSnapshotWriter.Write(now, remarks)));
        return new NumericSnapshotException($"{title}\n{string.Join('\n', said)}\nIf that is right, accept it: "
            + (OperatingSystem.IsWindows() ? $"move /y \"{received}\" \"{verified}\"" : $"mv '{received}' '{verified}'"));
    }
}
