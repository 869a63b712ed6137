namespace TorchSharp.Modules;

public partial class SGD
{
    /// <summary>A parameter's momentum.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
#nullable disable annotations
        /// <summary>Null until the first step with momentum.</summary>
        public torch.Tensor momentum_buffer;
#nullable restore annotations

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options) => Free();

        public override void SaveStateDict(BinaryWriter writer) => WriteConditional(writer, momentum_buffer);

        public override void LoadStateDict(BinaryReader reader) => Put(ref momentum_buffer, ReadConditional(reader, nameof(momentum_buffer)));

        public override void LoadStateDict(OptimizerState source) => Put(ref momentum_buffer, Copy(((State)source).momentum_buffer));

        public override bool ApproximatelyEquals(OptimizerState other) => other is State state && Near(momentum_buffer, state.momentum_buffer);

        public override void to(torch.Device device)
        {
            if (momentum_buffer is not null) Put(ref momentum_buffer, Kept(momentum_buffer.to(device)));
        }

        public void Dispose() => Free();

        internal override void Take(OptimizerState source)
        {
            Put(ref momentum_buffer, ((State)source).momentum_buffer);
            ((State)source).momentum_buffer = null!;
        }

        internal override void Free() => Put(ref momentum_buffer, null);
    }

    /// <summary>Hyper-parameters of a group; null means the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>How much of the last step is taken again.</summary>
        public double? momentum;

        /// <summary>How much less of the gradient goes into it.</summary>
        public double? dampening;

        /// <summary>Added to the gradient, times the parameter.</summary>
        public double? weight_decay;

        /// <summary>Whether it looks ahead, as Nesterov does.</summary>
        public bool? nesterov;

        /// <summary>Whether it climbs.</summary>
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (momentum, dampening, weight_decay, nesterov, maximize) = (other.momentum, other.dampening, other.weight_decay, other.nesterov, other.maximize);
        }
    }

    /// <summary>Parameters that SGD steps by hyper-parameters of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
    {
        public ParamGroup() => Options = new Options();

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
        {
        }

        public double Momentum
        {
            get => Options.momentum ?? 0;
            set => Options.momentum = value;
        }
    }
}
