using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glyphs;

/// <summary>The network of somebody's product, 16,708 parameters: (B,1,16,16) pictures of letters → (B,4) logits.</summary>
public sealed class GlyphNetwork : Module<Tensor, Tensor>
{
    private readonly Linear hidden;
    private readonly Linear output;

    /// <summary>Draws from the default generator: each layer's own initialisation.</summary>
    public GlyphNetwork() : base(nameof(GlyphNetwork))
    {
        hidden = Linear(256, 64);
        output = Linear(64, 4);
        RegisterComponents();
    }

    /// <param name="input">float32 (B,1,16,16), pixels in [0,1].</param>
    /// <returns>(B,4) logits, the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        using var flat = input.flatten(1);              // (B,1,16,16) → (B,256)
        using var features = hidden.call(flat);         // → (B,64)
        using var active = functional.relu(features);
        return output.call(active);                     // → (B,4)
    }
}
