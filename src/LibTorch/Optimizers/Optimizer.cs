using TorchSharp.Modules;

namespace TorchSharp;

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

        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
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

            /// <summary>An optimizer's groups and what it remembers of each parameter: the objects themselves, not copies.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>One per group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>One per parameter, group after group.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For every group, where its parameters' states are.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
