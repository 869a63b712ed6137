using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent, with momentum where it is not 0; one native call per group and step.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                SGD(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// Stochastic gradient descent as PyTorch defines it: g ← g + λθ; b ← μb + (1 − τ)g, first b ← g; g ← g + μb (Nesterov) or
    /// b; θ ← θ − ηg. The arithmetic, in its order, is native; managed code only hands the numbers over.
    /// </summary>
    public partial class SGD : OptimizerHelper, torch.optim.IMomentum
    {
        private readonly Options defaults;
        private nint[] buffers = [];

        /// <param name="parameters">To be stepped.</param>
        /// <param name="lr">The rate η.</param>
        /// <param name="momentum">μ.</param>
        /// <param name="dampening">τ.</param>
        /// <param name="weight_decay">λ.</param>
        /// <param name="nesterov">Whether it looks ahead.</param>
        /// <param name="maximize">Whether it climbs.</param>
        /// <exception cref="ArgumentException">A number is out of its range.</exception>
        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : this([new ParamGroup(parameters, new Options())], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        {
            if (!(lr >= 0)) throw new ArgumentException($"lr: expected 0 or more, got {lr}.");
            if (!(momentum >= 0)) throw new ArgumentException($"momentum: expected 0 or more, got {momentum}.");
            if (!(weight_decay >= 0)) throw new ArgumentException($"weight_decay: expected 0 or more, got {weight_decay}.");
            if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("nesterov: expected a momentum above 0 and no dampening.");
            defaults = new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Of the first group; setting sets all.</summary>
        public double Momentum
        {
            get => Groups.Count > 0 ? ((ParamGroup)Groups[0]).Momentum : defaults.momentum!.Value;
            set
            {
                foreach (var group in Groups.Cast<ParamGroup>()) group.Momentum = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group) => base.add_param_group(param_group);

#nullable disable annotations
        public override torch.Tensor step(Func<torch.Tensor> closure = null) => Step(closure);
#nullable restore annotations

        protected override void Dispose(bool disposing) => End(disposing);

        private protected override void Complete(Modules.ParamGroup group)
        {
            if (group is not ParamGroup own) throw new ArgumentException($"Expected a group of SGD, got {group.GetType()}.", nameof(group));
            var options = own.Options;
            options.LearningRate ??= defaults.LearningRate;
            options.momentum ??= defaults.momentum;
            options.dampening ??= defaults.dampening;
            options.weight_decay ??= defaults.weight_decay;
            options.nesterov ??= defaults.nesterov;
            options.maximize ??= defaults.maximize;
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override unsafe void Update(Slots slots)
        {
            var options = ((ParamGroup)slots.Group).Options;
            var (rate, momentum, dampening, decay) = (options.LearningRate!.Value, options.momentum!.Value, options.dampening!.Value, options.weight_decay!.Value);
            var (nesterov, maximize) = (options.nesterov!.Value ? 1 : 0, options.maximize!.Value ? 1 : 0);
            var count = slots.Parameters.Length;
            if (momentum == 0)
            {
                fixed (nint* parameters = slots.Current())
                    Native.Check(Native.ps_sgd_step(parameters, count, null, rate, 0, dampening, decay, nesterov, maximize));
                return;
            }

            if (buffers.Length < count) buffers = new nint[count];
            for (var i = 0; i < count; i++) buffers[i] = torch.Tensor.HandleOrNull(((State)slots.States[i]).momentum_buffer);
            fixed (nint* parameters = slots.Current(), momenta = buffers)
                Native.Check(Native.ps_sgd_step(parameters, count, momenta, rate, momentum, dampening, decay, nesterov, maximize));
            for (var i = 0; i < count; i++)
            {
                var state = (State)slots.States[i];
                if (state.momentum_buffer is null && buffers[i] != 0) state.momentum_buffer = torch.Tensor.Own(0, buffers[i]).DetachFromDisposeScope();
            }
        }
    }
}
