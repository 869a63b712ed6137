using System.Diagnostics;

namespace TorchSharp;

/// <summary>Where a tensor was made.</summary>
/// <param name="Tensor">What owns the native tensor.</param>
/// <param name="Stack">Of the thread that made it, with files and lines where there are .pdb files.</param>
internal sealed record Birth(torch.Tensor Tensor, StackTrace Stack);

/// <summary>
/// While it is open, where every tensor of the process is made; without it making one costs a test for null. What it has seen stays
/// alive until it is closed or disposed by hand: no collection ends a forgotten tensor that is still to be counted.
/// </summary>
internal sealed class BirthRegister : IDisposable
{
    // In a class whose statics need no initialising: reading it is one instruction.
    internal static BirthRegister? Current;

    // By the reference, not the tensor: references are used again, and the next birth takes the place of one that is over.
    private readonly Dictionary<NativeReference, Birth> births = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="InvalidOperationException">One is open already.</exception>
    internal BirthRegister()
    {
        if (Interlocked.CompareExchange(ref Current, this, null) is not null)
            throw new InvalidOperationException("It is being recorded already where tensors are made; there is one record at a time.");
    }

    internal void Note(NativeReference reference, torch.Tensor made)
    {
        var birth = new Birth(made, new StackTrace(1, fNeedFileInfo: true));
        lock (births) births[reference] = birth;
    }

    /// <summary>Another object owns the native tensor now.</summary>
    internal void Move(NativeReference reference, torch.Tensor owner)
    {
        lock (births)
            if (births.TryGetValue(reference, out var birth)) births[reference] = birth with { Tensor = owner };
    }

    /// <summary>Of those made since this was opened the ones that nobody has disposed.</summary>
    internal IReadOnlyList<Birth> Alive()
    {
        lock (births) return [.. births.Where(entry => entry.Key.Handle != 0).Select(entry => entry.Value)];
    }

    public void Dispose()
    {
        Interlocked.CompareExchange(ref Current, null, this);
        lock (births) births.Clear();
    }
}
