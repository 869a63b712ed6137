using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using PerfSuite.Correctness;
using PerfSuite.Correctness.Computing;
using PerfSuite.Learning.Runtime;

// Fixtures run beside each other, as many as there are processors. One that changes this process for all, such as its environment, is
// [NonParallelizable]; what computes in this process is below PerfSuite.Correctness.Computing.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: ComputesInTurn]

namespace PerfSuite.Correctness;

/// <summary>Fails a test that calls libtorch in this process while others may do so. Where the supplier does not count its calls, nobody is told.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ComputesInTurnAttribute : TestActionAttribute
{
    private const string Calls = "PerfSuite.Calls";

    /// <summary>Every test by itself.</summary>
    public override ActionTargets Targets => ActionTargets.Test;

    /// <summary>Reads how many calls this thread has made.</summary>
    public override void BeforeTest(ITest test) => test.Properties.Set(Calls, TorchRuntime.Current.NativeCalls ?? 0);

    /// <summary>Reads it again.</summary>
    public override void AfterTest(ITest test)
    {
        var calls = (TorchRuntime.Current.NativeCalls ?? 0) - (long)test.Properties.Get(Calls)!;
        if (calls > 0 && !HasItsTurn(test))
            Assert.Fail($"{calls} calls of libtorch in this process, where other tests may compute: move the fixture below {typeof(InTurn).Namespace}, or mark it [NonParallelizable].");
    }

    private static bool HasItsTurn(ITest? test)
    {
        for (; test is not null; test = test.Parent)
            if (test.TypeInfo?.Type == typeof(InTurn) || (test.Properties.Get(PropertyNames.ParallelScope) is ParallelScope scope && scope.HasFlag(ParallelScope.None)))
                return true;
        return false;
    }
}
