namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until disposed, operations of this thread are not recorded for a backward.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until disposed, operations of this thread are recorded, or not.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Until disposed, operations of this thread are recorded, or not.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Whether operations of this thread are recorded for a backward.</summary>
    public static bool is_grad_enabled() => Native.ps_grad_enabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();
        private bool ended;

        internal GradMode(bool enabled) => Native.ps_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose()
        {
            if (ended) return;
            ended = true;
            Native.ps_set_grad_enabled(before ? 1 : 0);
        }
    }
}
