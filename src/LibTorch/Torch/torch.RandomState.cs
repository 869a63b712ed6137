namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>The whole state of the CPU's default generator, as bytes.</summary>
    public static Tensor get_rng_state() => random.get_rng_state();

    /// <summary>Puts the CPU's default generator into a state that <see cref="get_rng_state"/> gave.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The bytes are no such state.</exception>
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>Seeds the default generator with a number that differs at every call, and returns it.</summary>
    public static long seed() => random.seed();

    /// <summary>What the default generator was last seeded with.</summary>
    public static long initial_seed() => random.initial_seed();

    /// <summary>The default generator of the CPU.</summary>
    public static class random
    {
        /// <inheritdoc cref="get_rng_state()"/>
        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        /// <inheritdoc cref="set_rng_state(Tensor)"/>
        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }

        /// <inheritdoc cref="torch.manual_seed"/>
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        /// <inheritdoc cref="seed()"/>
        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        /// <inheritdoc cref="initial_seed()"/>
        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }
    }
}
