using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent, with momentum where it is not 0; one native call per group and step.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new([new SGD.ParamGroup(parameters, new SGD.Options())], new SGD.Defaults(learningRate, momentum, dampening, weight_decay, nesterov, maximize));

            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                SGD(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, new SGD.Defaults(learningRate, momentum, dampening, weight_decay, nesterov, maximize));
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// Stochastic gradient descent as PyTorch defines it: g ← g + λθ; b ← μb + (1 − τ)g, first b ← g; g ← g + μb (Nesterov) or
    /// b; θ ← θ − ηg. The arithmetic, in its order, is native; managed code only hands the numbers over.
    /// </summary>
    public class SGD : OptimizerHelper, torch.optim.IMomentum
    {
        private readonly List<nint> natives = [];
        private readonly Defaults defaults;
        private bool disposed;

        internal sealed record Defaults(double Rate, double Momentum, double Dampening, double WeightDecay, bool Nesterov, bool Maximize);

        internal SGD(IEnumerable<ParamGroup> parameters, Defaults defaults)
        {
            if (!(defaults.Rate >= 0)) throw new ArgumentException($"learningRate: expected 0 or more, got {defaults.Rate}.");
            if (!(defaults.Momentum >= 0)) throw new ArgumentException($"momentum: expected 0 or more, got {defaults.Momentum}.");
            if (!(defaults.WeightDecay >= 0)) throw new ArgumentException($"weight_decay: expected 0 or more, got {defaults.WeightDecay}.");
            if (defaults.Nesterov && (defaults.Momentum <= 0 || defaults.Dampening != 0))
                throw new ArgumentException("nesterov: expected a momentum above 0 and no dampening.");
            this.defaults = defaults;
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Of the first group; setting sets all.</summary>
        public double Momentum
        {
            get => Groups.Count > 0 ? ((ParamGroup)Groups[0]).Momentum : defaults.Momentum;
            set
            {
                foreach (var group in Groups.Cast<ParamGroup>()) group.Momentum = value;
            }
        }

        /// <exception cref="ArgumentException">The group is not one of SGD's, or a parameter is in another group already.</exception>
        public override unsafe void add_param_group(Modules.ParamGroup param_group)
        {
            if (param_group is not ParamGroup group) throw new ArgumentException($"Expected a group of SGD, got {param_group.GetType()}.", nameof(param_group));
            group.Parameters = group.Parameters.ToList();
            if (group.Parameters.Intersect<Parameter>(parameters(), ReferenceEqualityComparer.Instance).Any())
                throw new ArgumentException("A parameter is in two groups.", nameof(param_group));
            var options = group.Options;
            options.LearningRate ??= defaults.Rate;
            options.InitialLearningRate = options.LearningRate.Value;
            options.momentum ??= defaults.Momentum;
            options.dampening ??= defaults.Dampening;
            options.weight_decay ??= defaults.WeightDecay;
            options.nesterov ??= defaults.Nesterov;
            options.maximize ??= defaults.Maximize;

            nint made;
            var handles = torch.Tensor.Handles(group.Parameters);
            fixed (nint* all = handles) Native.Check(Native.ps_sgd_new(all, handles.Length, &made));
            GC.KeepAlive(group.Parameters);
            natives.Add(made);
            Groups.Add(group);
        }

#nullable disable annotations
        public override torch.Tensor step(Func<torch.Tensor> closure = null)
        {
            torch.Tensor loss = null;
            if (closure is not null)
            {
                using var recording = torch.enable_grad();
                loss = closure();
            }

            ObjectDisposedException.ThrowIf(disposed, this);
            for (var i = 0; i < natives.Count; i++)
            {
                var options = ((ParamGroup)Groups[i]).Options;
                Native.Check(Native.ps_sgd_step(
                    natives[i], options.LearningRate!.Value, options.momentum!.Value, options.dampening!.Value, options.weight_decay!.Value,
                    options.nesterov!.Value ? 1 : 0, options.maximize!.Value ? 1 : 0));
            }

            GC.KeepAlive(this);
            return loss;
        }
#nullable restore annotations

        private protected override void ZeroGradients()
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            foreach (var native in natives) Native.Check(Native.ps_sgd_zero_grad(native));
            GC.KeepAlive(this);
        }

        protected override void Dispose(bool disposing)
        {
            lock (natives)
            {
                disposed = true;
                foreach (var native in natives) Native.ps_sgd_free(native);
                natives.Clear();
            }
        }

        /// <summary>Hyper-parameters of a group; null means the optimizer's own.</summary>
        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;
        }

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
}
