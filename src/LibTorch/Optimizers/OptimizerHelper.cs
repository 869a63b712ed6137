namespace TorchSharp.Modules;

/// <summary>
/// What optimizers of parameter groups have in common. What is saved is TorchSharp's own format: the class's name as .NET
/// writes strings, the numbers of groups and of parameters in LEB128, every group's options, every parameter's state.
/// </summary>
public abstract unsafe class OptimizerHelper : torch.optim.Optimizer
{
    private protected readonly List<Slots> Filled = [];
    private bool disposed;

    private protected OptimizerHelper()
    {
    }

    /// <summary>A group's parameters and states, and room for the addresses that a step hands over.</summary>
    private protected sealed class Slots(ParamGroup group, Parameter[] parameters, OptimizerState[] states)
    {
        internal readonly ParamGroup Group = group;
        internal readonly Parameter[] Parameters = parameters;
        internal readonly OptimizerState[] States = states;
        internal readonly nint[] Handles = new nint[parameters.Length];

        internal nint[] Current()
        {
            for (var i = 0; i < Handles.Length; i++) Handles[i] = Parameters[i].Handle;
            return Handles;
        }
    }

    public override IEnumerable<Parameter> parameters() => base.parameters();

    /// <exception cref="ArgumentException">The group is of another optimizer, or a parameter is in a group already.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        Complete(param_group);
        param_group.Options.InitialLearningRate = param_group.LearningRate;
        var added = param_group.Parameters.ToArray();
        param_group.Parameters = added;
        if (added.Intersect<Parameter>(parameters(), ReferenceEqualityComparer.Instance).Any() || added.Distinct<Parameter>(ReferenceEqualityComparer.Instance).Count() != added.Length)
            throw new ArgumentException("A parameter is in two groups, or twice in one.", nameof(param_group));
        var states = Array.ConvertAll(added, NewState);
        foreach (var state in states) state.Initialize(param_group.Options);
        Filled.Add(new Slots(param_group, added, states));
        Groups.Add(param_group);
    }

    public override void zero_grad()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        foreach (var slots in Filled)
        {
            if (slots.Parameters.Length == 0) continue;
            fixed (nint* parameters = slots.Current()) Native.Check(Native.ps_zero_grad(parameters, slots.Parameters.Length));
        }

        GC.KeepAlive(this);
    }

#nullable disable annotations
    private protected torch.Tensor Step(Func<torch.Tensor> closure)
    {
        torch.Tensor loss = null;
        if (closure is not null)
        {
            using var recording = torch.enable_grad();
            loss = closure();
        }

        ObjectDisposedException.ThrowIf(disposed, this);
        foreach (var slots in Filled)
        {
            if (slots.Parameters.Length > 0) Update(slots);
        }

        GC.KeepAlive(this);
        return loss;
    }
#nullable restore annotations

    /// <summary>Options and states: the objects themselves, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var slots in Filled)
        {
            dictionary.Options.Add(slots.Group.Options);
            dictionary.StateIndexRef.Add([.. Enumerable.Range(dictionary.State.Count, slots.States.Length)]);
            dictionary.State.AddRange(slots.States);
        }

        return dictionary;
    }

    /// <summary>Copies another optimizer's options and states.</summary>
    /// <exception cref="ArgumentException">It has other numbers of groups or parameters, or is of another kind.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        if (own.Options.Zip(state_dict.Options).Any(pair => pair.First.GetType() != pair.Second.GetType()) ||
            own.State.Zip(state_dict.State).Any(pair => pair.First.GetType() != pair.Second.GetType()))
            throw new ArgumentException($"The state is of another kind of optimizer; expected {GetType().Name}'s.", nameof(state_dict));
        foreach (var (target, source) in own.Options.Zip(state_dict.Options))
        {
            if (target != source) target.LoadStateDict(source);
        }

        foreach (var (target, source) in own.State.Zip(state_dict.State))
        {
            if (target != source) target.LoadStateDict(source);
        }
    }

    /// <summary>Saves options and states in TorchSharp's format.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <inheritdoc cref="save_state_dict(string)"/>
    public void save_state_dict(BinaryWriter writer)
    {
        var dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(dictionary.Options.Count);
        writer.Write7BitEncodedInt64(dictionary.State.Count);
        foreach (var options in dictionary.Options) options.SaveStateDict(writer);
        foreach (var state in dictionary.State) state.SaveStateDict(writer);
    }

    /// <inheritdoc cref="load_state_dict(StateDictionary)"/>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote; where that fails, nothing has changed.</summary>
    /// <exception cref="InvalidDataException">It was written by another kind of optimizer.</exception>
    /// <exception cref="FormatException">The data ends too early, or is no optimizer's.</exception>
    /// <exception cref="ArgumentException">Its groups or sizes do not fit this optimizer.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var read = new StateDictionary();
        try
        {
            var kind = reader.ReadString();
            if (kind != GetType().Name) throw new InvalidDataException($"Expected the state of {GetType().Name}, got '{kind}'.");
            var (groups, parameters) = (SavedTensor.Number(reader, 1_000_000, "the number of groups"), SavedTensor.Number(reader, 1_000_000, "the number of parameters"));
            var own = state_dict();
            CheckCounts(own, groups, parameters);
            foreach (var options in own.Options)
            {
                var fresh = (OptimizerOptions)Activator.CreateInstance(options.GetType())!;
                fresh.LoadStateDict(reader);
                read.Options.Add(fresh);
            }

            foreach (var parameter in this.parameters())
            {
                var fresh = NewState(parameter);
                read.State.Add(fresh);
                fresh.LoadStateDict(reader);
            }

            foreach (var (target, source) in own.Options.Zip(read.Options)) target.LoadStateDict(source);
            foreach (var (target, source) in own.State.Zip(read.State)) target.Take(source);
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("The data ends in the middle; expected a whole state as save_state_dict writes it.");
        }
        finally
        {
            foreach (var state in read.State) state.Free();
        }
    }

    /// <summary>Moves the states; parameters move with their module.</summary>
    public void to(torch.Device device)
    {
        foreach (var slots in Filled)
        {
            foreach (var state in slots.States) state.to(device);
        }
    }

    private protected void End(bool disposing)
    {
        disposed = true;

        // A finalizer may meet states that were collected before it; their tensors have finalizers of their own.
        if (!disposing) return;
        foreach (var slots in Filled)
        {
            foreach (var state in slots.States) state.Free();
        }

        Filled.Clear();
    }

    /// <summary>Fills options that are not given with the optimizer's own.</summary>
    private protected abstract void Complete(ParamGroup group);

    private protected abstract OptimizerState NewState(Parameter parameter);

    private protected abstract void Update(Slots slots);

    private static void CheckCounts(StateDictionary own, long groups, long parameters)
    {
        if (groups != own.Options.Count) throw new ArgumentException($"The state has {groups} groups of parameters, expected {own.Options.Count}.");
        if (parameters != own.State.Count) throw new ArgumentException($"The state has {parameters} parameters, expected {own.State.Count}.");
    }
}
