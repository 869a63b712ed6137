using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }
                double InitialLearningRate { get; set; }
            }

            public interface IMomentum
            {
                double Momentum { get; set; }
            }

            /// <summary>Changes parameters by their gradients. It holds its own references to the native parameters.</summary>
            public abstract class Optimizer : IDisposable
            {
                private protected readonly List<ParamGroup> Groups = [];

                private protected Optimizer()
                {
                }

                ~Optimizer() => Dispose(false);

                public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

                public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

                /// <summary>Fills existing gradients with zero, in place.</summary>
                public abstract void zero_grad();

#nullable disable annotations
                /// <param name="closure">Computes the loss anew, with gradients; its loss is the result.</param>
                public abstract Tensor step(Func<Tensor> closure = null);
#nullable restore annotations

                public abstract void add_param_group(ParamGroup param_group);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What optimizers of parameter groups have in common.</summary>
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        private protected OptimizerHelper()
        {
        }

        public override IEnumerable<Parameter> parameters() => base.parameters();

        public override void zero_grad() => ZeroGradients();

        private protected abstract void ZeroGradients();
    }

    /// <summary>Hyper-parameters of a group; null means the optimizer's own.</summary>
    public class OptimizerOptions
    {
        public double? LearningRate { get; set; }
        public double InitialLearningRate { get; set; }
    }

    /// <summary>Parameters that share hyper-parameters.</summary>
    public class ParamGroup : torch.optim.ILearningRateController
    {
        public IEnumerable<Parameter> Parameters { get; set; } = [];
        public OptimizerOptions Options { get; set; } = new();

        public double LearningRate
        {
            get => Options.LearningRate ?? throw new InvalidOperationException("The group has no learning rate until it is added to an optimizer.");
            set => Options.LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }

#nullable disable annotations
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

        public new TOptions Options
        {
            get => (TOptions)base.Options;
            set => base.Options = value;
        }
    }
#nullable restore annotations
}
