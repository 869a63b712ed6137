using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework.Internal;
using VerifyTests;

namespace VerifyNUnit;

/// <summary>Where the snapshot of a test lies and what it is called.</summary>
public delegate PathInfo DerivePathInfo(string sourceFile, string projectDirectory, Type type, MethodInfo method);

/// <summary>
/// Stands in for Verify.NUnit where no feed has it: its calls for text, its file names, its verdicts.
/// Text is compared as given, apart from line ends; the package also replaces paths of the machine.
/// </summary>
public static class Verifier
{
    private static DerivePathInfo derive = (sourceFile, _, type, method) =>
        new PathInfo(Path.GetDirectoryName(sourceFile), type.Name, method.Name);

    /// <summary>Decides where snapshots lie; call it before the first <see cref="Verify"/>.</summary>
    public static void DerivePathInfo(DerivePathInfo derivePathInfo) => derive = derivePathInfo;

    /// <summary>
    /// Compares <paramref name="target"/> with the verified snapshot of the running test.
    /// </summary>
    /// <exception cref="VerifyException">It differs, or there is no snapshot yet; the received text lies beside it.</exception>
    public static Task Verify(string? target, [CallerFilePath] string sourceFile = "")
    {
        var test = TestExecutionContext.CurrentContext.CurrentTest;
        if (test.Method is not { } method)
            throw new VerifyException("Verify was called outside of a test; it takes the snapshot's name from the running one.");
        if (FixtureArguments(test) > 0)
            throw new VerifyException($"{test.TypeInfo?.FullName} is a fixture with arguments, which the built-in snapshots do not name; give them to the test instead.");

        var type = method.TypeInfo.Type;
        var path = derive(sourceFile, ProjectDirectory(type.Assembly), type, method.MethodInfo);
        var name = SnapshotName.Of(path.TypeName ?? type.Name, path.MethodName ?? method.Name, method.MethodInfo, test.Arguments);
        Snapshot.Unique(path.Directory ?? Path.GetDirectoryName(sourceFile)!, name).Verify(target);
        return Task.CompletedTask;
    }

    private static int FixtureArguments(Test test)
    {
        var parent = test.Parent;
        if (parent is ParameterizedMethodSuite suite)
            parent = suite.Parent;
        return parent?.Arguments.Length ?? 0;
    }

    private static string ProjectDirectory(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Verify.ProjectDirectory").Value!;
}
