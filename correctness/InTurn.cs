using NUnit.Framework;

namespace PerfSuite.Correctness.Computing;

/// <summary>
/// What computes in this process does so one test after the other, on one thread: libtorch has one generator, one number of threads, one mode
/// and one count of tensors for all. Beside it run the tests that leave computing to other processes. It begins first, for it takes longest.
/// </summary>
[SetUpFixture, Parallelizable, SingleThreaded, Order(0)]
public sealed class InTurn;
