namespace PerfSuite.Learning.Data;

/// <summary>
/// The one exception of data that cannot be used, read or written. Its message is a single line: the file, the byte,
/// what is wrong there, what was expected, and the cure.
/// </summary>
public sealed class DataException : Exception
{
    /// <summary>Composes the line; control characters in any part become spaces, so that a hostile name cannot break it.</summary>
    /// <param name="file">The file or folder at fault, as the caller named it.</param>
    /// <param name="offset">Byte in the content (of a gzip file: in the unpacked content) where the fault shows; 0 when nothing could be read.</param>
    /// <param name="fault">What is there.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="cure">What the reader can do about it.</param>
    /// <param name="cause">The exception beneath, if any.</param>
    public DataException(string file, long offset, string fault, string expected, string cure, Exception? cause = null)
        : base(OneLine($"{file}, byte {offset}: {fault}; expected {expected}; {cure}"), cause) =>
        (File, Offset) = (file, offset);

    /// <summary>The file or folder at fault, as the caller named it.</summary>
    public string File { get; }

    /// <summary>Byte in the (unpacked) content where the fault shows.</summary>
    public long Offset { get; }

    internal static DataException Unreadable(string file, long offset, Exception cause) =>
        new(file, offset, $"cannot be read ({cause.Message})", "a readable file", "check its permissions and the disk", cause);

    internal static DataException Unwritable(string file, long offset, Exception cause) =>
        new(file, offset, $"cannot be written ({cause.Message})", "a folder that can be written to, with room in it", "name another folder or free some space", cause);

    /// <summary>What the system throws for files and paths it does not like.</summary>
    internal static bool IsFromTheSystem(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or System.Security.SecurityException;

    private static string OneLine(string text) => string.Create(text.Length, text, (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
    });
}
