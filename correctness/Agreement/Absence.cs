using NUnit.Framework;
using PerfSuite.Contenders;

namespace PerfSuite.Correctness.Agreements;

/// <summary>What becomes of a test whose contender is not on this machine.</summary>
internal static class Absence
{
    private static readonly bool onCi = Environment.GetEnvironmentVariable("CI") == "true";

    // Neither plain setup.sh nor the packages of one supplier bring them.
    private static IEnumerable<string> Guests => [.. Contender.Guests, OtherSupplierContender.Name];

    /// <summary>Passes the test over and says why; on CI it fails, unless it is about somebody whom plain setup.sh does not get.</summary>
    public static void Of(Contender missing) => Of(missing, onCi);

    internal static void Of(Contender missing, bool onCi)
    {
        var message = $"{missing.Name} is not on this machine: {missing.Absence}";
        if (onCi && !Guests.Contains(missing.Name))
            Assert.Fail(message);
        Assert.Ignore(message);
    }
}
