namespace VerifyTests;

/// <summary>A snapshot's folder and the parts of its name; null means as the test says.</summary>
public readonly record struct PathInfo(string? Directory = null, string? TypeName = null, string? MethodName = null);

/// <summary>Verify's settings, as far as the tests touch them.</summary>
public static class VerifierSettings
{
    /// <summary>The built-in snapshots never have a byte order mark.</summary>
    public static void UseUtf8NoBom()
    {
    }
}
