namespace PerfSuite.Measurement;

/// <summary>The commit a folder's files come from.</summary>
public static class SourceCommit
{
    /// <summary>40 hexadecimal digits, with <c>-dirty</c> when tracked files are modified; null outside a repository. Never throws, at most some seconds.</summary>
    public static string? Of(string folder) => throw new NotImplementedException();
}
