namespace TorchSharp.Modules;

/// <summary>Hyper-parameters of a group; null means the optimizer's own.</summary>
public class OptimizerOptions
{
    /// <summary>The rate; null means the optimizer's own.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The rate that a schedule began with.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Two doubles; what derives from it writes its own behind them.</summary>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    /// <summary>Copies another group's.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected readonly Parameter Owner;

    private protected OptimizerState(Parameter parameter) => Owner = parameter;

    /// <summary>Writes it, for <see cref="LoadStateDict(BinaryReader)"/> to read.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <exception cref="ArgumentException">The saved values do not fit the parameter.</exception>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies another state of the same kind.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether two remember nearly the same.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>As if no step had been taken.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves what is remembered.</summary>
    public virtual void to(torch.Device device)
    {
    }

    /// <summary>Takes another state's tensors over in place of its own, without a copy.</summary>
    internal abstract void Take(OptimizerState source);

    internal abstract void Free();

    // A state outlives whatever scope it was made or loaded in.
    private protected static torch.Tensor Kept(torch.Tensor made) => made.DetachFromDisposeScope();

    private protected torch.Tensor Read(BinaryReader reader, string name)
    {
        using var saved = SavedTensor.ReadHeader(reader, name).Read(reader, name, Owner.shape);
        return Kept(saved.to(Owner.dtype, Owner.device, copy: true));
    }

    private protected torch.Tensor? ReadConditional(BinaryReader reader, string name) => reader.ReadBoolean() ? Read(reader, name) : null;

    private protected static void WriteConditional(BinaryWriter writer, torch.Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is not null) SavedTensor.Write(writer, tensor);
    }

    private protected torch.Tensor? Copy(torch.Tensor? source) => source is null ? null : Kept(source.to(Owner.device, copy: true));

    private protected static void Put(ref torch.Tensor field, torch.Tensor? value)
    {
        field?.Dispose();
        field = value!;
    }

    private protected static bool Near(torch.Tensor? left, torch.Tensor? right) => left is null || right is null ? ReferenceEquals(left, right) : left.allclose(right);
}

/// <summary>Parameters that share hyper-parameters.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    /// <summary>Those that share.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>What they share.</summary>
    public OptimizerOptions Options { get; set; } = new();

    /// <summary>The rate; null means the optimizer's own.</summary>
    public double LearningRate
    {
        get => Options.LearningRate ?? throw new InvalidOperationException("The group has no learning rate until it is added to an optimizer.");
        set => Options.LearningRate = value;
    }

    /// <summary>The rate that a schedule began with.</summary>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

#nullable disable annotations
/// <summary>Parameters that share hyper-parameters of one kind of optimizer.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions options = null)
    {
        Parameters = parameters;
        if (options is not null) base.Options = options;
    }

    /// <summary>What they share.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
#nullable restore annotations
