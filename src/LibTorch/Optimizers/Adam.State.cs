namespace TorchSharp.Modules;

public partial class Adam
{
    /// <summary>A parameter's moments.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Steps taken with a gradient.</summary>
        public long step;

#nullable disable annotations
        /// <summary>The running mean of gradients.</summary>
        public torch.Tensor exp_avg;

        /// <summary>The running mean of their squares.</summary>
        public torch.Tensor exp_avg_sq;

        /// <summary>The largest such mean so far; null without amsgrad.</summary>
        public torch.Tensor max_exp_avg_sq;
#nullable restore annotations

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Put(ref exp_avg, Kept(Owner.zeros_like()));
            Put(ref exp_avg_sq, Kept(Owner.zeros_like()));
            Put(ref max_exp_avg_sq, ((Options)options).amsgrad == true ? Kept(Owner.zeros_like()) : null);
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            SavedTensor.Write(writer, exp_avg);
            SavedTensor.Write(writer, exp_avg_sq);
            WriteConditional(writer, max_exp_avg_sq);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            Put(ref exp_avg, Read(reader, nameof(exp_avg)));
            Put(ref exp_avg_sq, Read(reader, nameof(exp_avg_sq)));
            Put(ref max_exp_avg_sq, ReadConditional(reader, nameof(max_exp_avg_sq)));
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Put(ref exp_avg, Copy(other.exp_avg));
            Put(ref exp_avg_sq, Copy(other.exp_avg_sq));
            Put(ref max_exp_avg_sq, Copy(other.max_exp_avg_sq));
        }

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Near(exp_avg, state.exp_avg) && Near(exp_avg_sq, state.exp_avg_sq) && Near(max_exp_avg_sq, state.max_exp_avg_sq);

        public override void to(torch.Device device)
        {
            Put(ref exp_avg, Kept(exp_avg.to(device)));
            Put(ref exp_avg_sq, Kept(exp_avg_sq.to(device)));
            if (max_exp_avg_sq is not null) Put(ref max_exp_avg_sq, Kept(max_exp_avg_sq.to(device)));
        }

        public void Dispose() => Free();

        // Options may be switched to amsgrad after the state was made.
        internal torch.Tensor Largest() => max_exp_avg_sq ??= Kept(Owner.zeros_like());

        internal override void Take(OptimizerState source)
        {
            var other = (State)source;
            step = other.step;
            Put(ref exp_avg, other.exp_avg);
            Put(ref exp_avg_sq, other.exp_avg_sq);
            Put(ref max_exp_avg_sq, other.max_exp_avg_sq);
            other.exp_avg = other.exp_avg_sq = other.max_exp_avg_sq = null!;
        }

        internal override void Free()
        {
            Put(ref exp_avg, null);
            Put(ref exp_avg_sq, null);
            Put(ref max_exp_avg_sq, null);
        }
    }

    /// <summary>Hyper-parameters of a group; null means the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Decay of the mean of gradients.</summary>
        public double? beta1;

        /// <summary>Decay of the mean of their squares.</summary>
        public double? beta2;

        /// <summary>Added to the gradient, times the parameter.</summary>
        public double? weight_decay;

        /// <summary>Added to the root of the squares.</summary>
        public double? eps;

        /// <summary>Whether the largest mean of squares so far counts.</summary>
        public bool? amsgrad;

        /// <summary>Whether it climbs.</summary>
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(beta1!.Value);
            writer.Write(beta2!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(amsgrad!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            beta1 = reader.ReadDouble();
            beta2 = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            amsgrad = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (beta1, beta2, eps, weight_decay, amsgrad, maximize) = (other.beta1, other.beta2, other.eps, other.weight_decay, other.amsgrad, other.maximize);
        }
    }

    /// <summary>Parameters that Adam steps by hyper-parameters of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
    {
        public ParamGroup() => Options = new Options();

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }
}
