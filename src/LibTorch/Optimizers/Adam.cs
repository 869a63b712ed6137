using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam (Kingma and Ba 2014); one native call per group and step.</summary>
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Adam(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                Adam(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Adam(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// Adam as PyTorch defines it: g ← g + λθ; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²;
    /// θ ← θ − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε), with the largest v so far in place of v for amsgrad.
    /// </summary>
    public partial class Adam : OptimizerHelper, torch.optim.IBetas
    {
        private readonly Options defaults;
        private nint[] averages = [], squares = [], maxima = [];
        private long[] steps = [];

        /// <param name="parameters">To be stepped.</param>
        /// <param name="lr">The rate η.</param>
        /// <param name="beta1">β₁.</param>
        /// <param name="beta2">β₂.</param>
        /// <param name="eps">ε.</param>
        /// <param name="weight_decay">λ.</param>
        /// <param name="amsgrad">Whether the largest v so far counts.</param>
        /// <param name="maximize">Whether it climbs.</param>
        /// <exception cref="ArgumentException">A number is out of its range.</exception>
        public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup(parameters, new Options())], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            if (!(lr >= 0)) throw new ArgumentException($"lr: expected 0 or more, got {lr}.");
            if (!(beta1 >= 0 && beta1 < 1)) throw new ArgumentException($"beta1: expected 0 up to 1, got {beta1}.");
            if (!(beta2 >= 0 && beta2 < 1)) throw new ArgumentException($"beta2: expected 0 up to 1, got {beta2}.");
            if (!(eps >= 0)) throw new ArgumentException($"eps: expected 0 or more, got {eps}.");
            if (!(weight_decay >= 0)) throw new ArgumentException($"weight_decay: expected 0 or more, got {weight_decay}.");
            defaults = new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize };
            foreach (var group in parameters) add_param_group(group);
        }

        /// <summary>Of the first group; setting sets all.</summary>
        public (double, double) Betas
        {
            get => Groups.Count > 0 ? ((ParamGroup)Groups[0]).Betas : (defaults.beta1!.Value, defaults.beta2!.Value);
            set
            {
                foreach (var group in Groups.Cast<ParamGroup>()) group.Betas = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group) => base.add_param_group(param_group);

#nullable disable annotations
        public override torch.Tensor step(Func<torch.Tensor> closure = null) => Step(closure);
#nullable restore annotations

        protected override void Dispose(bool disposing) => End(disposing);

        private protected override void Complete(Modules.ParamGroup group)
        {
            if (group is not ParamGroup own) throw new ArgumentException($"Expected a group of Adam, got {group.GetType()}.", nameof(group));
            var options = own.Options;
            options.LearningRate ??= defaults.LearningRate;
            options.beta1 ??= defaults.beta1;
            options.beta2 ??= defaults.beta2;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.amsgrad ??= defaults.amsgrad;
            options.maximize ??= defaults.maximize;
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override unsafe void Update(Slots slots)
        {
            var options = ((ParamGroup)slots.Group).Options;
            var largest = options.amsgrad!.Value;
            var count = slots.Parameters.Length;
            if (averages.Length < count) (averages, squares, maxima, steps) = (new nint[count], new nint[count], new nint[count], new long[count]);
            for (var i = 0; i < count; i++)
            {
                var state = (State)slots.States[i];
                averages[i] = state.exp_avg.Handle;
                squares[i] = state.exp_avg_sq.Handle;
                maxima[i] = largest ? state.Largest().Handle : 0;
                steps[i] = state.step;
            }

            fixed (nint* parameters = slots.Current(), average = averages, square = squares, maximum = maxima)
            fixed (long* taken = steps)
            {
                var status = Native.ps_adam_step(
                    parameters, count, average, square, maximum, taken, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value,
                    options.eps!.Value, options.weight_decay!.Value, largest ? 1 : 0, options.maximize!.Value ? 1 : 0);
                for (var i = 0; i < count; i++) ((State)slots.States[i]).step = steps[i];
                Native.Check(status);
            }
        }
    }
}
