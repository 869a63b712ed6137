using System.Diagnostics;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Runtime;

/// <summary>
/// Where every tensor of the process was made since it was opened. What it has seen and nobody disposed stays alive until it is closed.
/// </summary>
internal abstract class TensorRecord : IDisposable
{
    /// <summary>Those that nobody has disposed.</summary>
    public abstract IReadOnlyList<MadeTensor> Alive();

    /// <summary>Ends the recording and lets go of what was seen.</summary>
    public abstract void Dispose();
}

/// <summary>A tensor and where it was made.</summary>
internal sealed record MadeTensor(Tensor Tensor, StackTrace Stack);
