using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Disposes what was made in it when it is disposed. Scopes nest, per thread: a tensor belongs to the innermost one that
/// was open when it was made, until it is detached or moved. Only tensors know their scope; any other disposable can be
/// attached by hand. What is in a scope may be disposed on any thread.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> disposables = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? outer;
    private readonly ThreadTensors owner;
    private bool ended;

    internal DisposeScope()
    {
        owner = ThreadTensors.Current;
        outer = owner.Scope;
        owner.Scope = this;
    }

    /// <summary>How many are in it.</summary>
    public int DisposablesCount
    {
        get
        {
            lock (disposables) return disposables.Count;
        }
    }

    /// <summary>Those in it now: a copy.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            lock (disposables) return disposables.ToList();
        }
    }

    /// <summary>Whether one is in it.</summary>
    public bool Contains(IDisposable disposable)
    {
        lock (disposables) return disposables.Contains(disposable);
    }

    /// <summary>Takes a tensor in that was just made.</summary>
    internal void Adopt(Tensor made, NativeReference reference)
    {
        lock (disposables) disposables.Add(made);
        reference.Scope = this;
        owner.Tensors.CreatedInScopeCount++;
    }

    /// <summary>Puts the new owner of a native tensor in the place of the old one.</summary>
    internal void Replace(Tensor previous, Tensor next)
    {
        lock (disposables)
        {
            disposables.Remove(previous);
            disposables.Add(next);
        }
    }

    /// <summary>Forgets a tensor that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Remove(disposable)) owner.Tensors.DisposedInScopeCount++;
        if (disposable is Tensor tensor) tensor.OwningScope = null;
    }

    /// <summary>Takes one in; a tensor leaves the scope it was in.</summary>
    public void Attach(IDisposable disposable)
    {
        bool added;
        lock (disposables) added = disposables.Add(disposable);
        if (added) owner.Tensors.AttachedToScopeCount++;
        if (disposable is not Tensor tensor) return;
        if (tensor.OwningScope is { } previous && previous != this) previous.Remove(tensor);
        tensor.OwningScope = this;
    }

    /// <inheritdoc cref="Attach(IDisposable)"/>
    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="Attach(IDisposable)"/>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var list = disposables.ToList();
        foreach (var disposable in list) Attach(disposable);
        return list;
    }

    /// <summary>Lets one go: it is disposed by hand, or collected. Returns it.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        Release(disposable);
        return disposable;
    }

    /// <inheritdoc cref="Detach{T}(T)"/>
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    /// <inheritdoc cref="Detach{T}(T)"/>
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    /// <inheritdoc cref="Detach{T}(T)"/>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="Detach{T}(T)"/>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Release(disposable);
    }

    /// <summary>Gives one to the scope around this one, or lets it go where there is none. Returns it.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(outer, disposable);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        MoveToOther(outer, first, second);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(outer, first, second, third);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(outer, (IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(outer, disposables);

    /// <summary>Gives one to another scope, or lets it go where that is null. Returns it.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope == this) return disposable;
        Release(disposable);
        scope?.Attach(disposable);
        return disposable;
    }

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => (MoveToOther(scope, first), MoveToOther(scope, second));

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <inheritdoc cref="MoveToOther{T}(DisposeScope, T)"/>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOther<IDisposable>(scope, disposable);
    }

    /// <summary>Disposes all that is in it; the scope stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    /// <summary>Disposes all that is in it but this. Returns it.</summary>
    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <inheritdoc cref="DisposeEverythingBut{T}(T)"/>
    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    /// <inheritdoc cref="DisposeEverythingBut{T}(T)"/>
    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    /// <inheritdoc cref="DisposeEverythingBut{T}(T)"/>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <inheritdoc cref="DisposeEverythingBut{T}(T)"/>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        List<IDisposable> ending;
        lock (disposables)
        {
            ending = disposables.Where(disposable => !keep.Contains(disposable)).ToList();
            disposables.IntersectWith(keep);
        }

        var here = ThreadTensors.Current.Tensors;
        foreach (var disposable in ending)
        {
            owner.Tensors.DisposedInScopeCount++;
            if (disposable is Tensor { IsInvalid: false } tensor)
            {
                // Without a scope it will count itself among those disposed outside one.
                tensor.OwningScope = null;
                here.DisposedOutsideScopeCount--;
            }

            disposable.Dispose();
        }
    }

    /// <summary>Ends it, and disposes all that is in it.</summary>
    public void Dispose()
    {
        if (ended) return;
        ended = true;
        DisposeEverything();

        // Scopes may be left out of order; the chain heals around the one that ended.
        if (owner.Scope == this) owner.Scope = outer;
        while (owner.Scope is { ended: true } stale) owner.Scope = stale.outer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Release(IDisposable disposable)
    {
        if (Remove(disposable)) owner.Tensors.DetachedFromScopeCount++;
        if (disposable is Tensor tensor && tensor.OwningScope == this) tensor.OwningScope = null;
    }

    private bool Remove(IDisposable disposable)
    {
        lock (disposables) return disposables.Remove(disposable);
    }
}
