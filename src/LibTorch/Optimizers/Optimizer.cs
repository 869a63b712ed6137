using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What has a learning rate.</summary>
        public interface ILearningRateController
        {
            /// <summary>The rate now.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate that a schedule began with.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>What has a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>How much of the last step is taken again.</summary>
            double Momentum { get; set; }
        }

        /// <summary>What has the two decays of Adam.</summary>
        public interface IBetas
        {
            /// <summary>Of the mean of gradients, and of that of their squares.</summary>
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

            /// <summary>Its groups, of which each has a learning rate.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

            /// <summary>Of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

            /// <summary>Fills existing gradients with zero, in place.</summary>
            public abstract void zero_grad();

#nullable disable annotations
            /// <param name="closure">Computes the loss anew, with gradients; its loss is the result.</param>
            public abstract Tensor step(Func<Tensor> closure = null);
#nullable restore annotations

            /// <summary>Adds a group; its parameters are in no other.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>Frees what it remembers; the parameters stay.</summary>
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
