using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// The convolutional autoencoder of experiment 000, 22,294,144 parameters: (B,3,64,64) images in [−1,1] → 512 numbers →
/// images again.
/// </summary>
/// <remarks>
/// ConvAE of github.com/koba-jon/pytorch_cpp at ad0a4e5: twelve layers of kernel 4, stride 2, padding 1, none with a bias;
/// ReLU in place; no normalisation at either end nor around the latent code.
/// </remarks>
public sealed class ConvolutionalAutoencoder : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2, conv3, conv4, conv5, conv6;
    private readonly BatchNorm2d bn2, bn3, bn4, bn5;
    private readonly ConvTranspose2d deconv1, deconv2, deconv3, deconv4, deconv5, deconv6;
    private readonly BatchNorm2d debn1, debn2, debn3, debn4, debn5;

    /// <summary>
    /// Draws from the default generator: first each layer's own initialisation, then, layer by layer in the same order,
    /// normal weights of σ 0.02, around 0 for convolutions and around 1 for batch normalisation, whose biases are 0.
    /// </summary>
    public ConvolutionalAutoencoder() : base(nameof(ConvolutionalAutoencoder))
    {
        conv1 = Down(3, 64);
        conv2 = Down(64, 128);
        bn2 = BatchNorm2d(128);
        conv3 = Down(128, 256);
        bn3 = BatchNorm2d(256);
        conv4 = Down(256, 512);
        bn4 = BatchNorm2d(512);
        conv5 = Down(512, 512);
        bn5 = BatchNorm2d(512);
        conv6 = Down(512, 512);
        deconv1 = Up(512, 512);
        debn1 = BatchNorm2d(512);
        deconv2 = Up(512, 512);
        debn2 = BatchNorm2d(512);
        deconv3 = Up(512, 256);
        debn3 = BatchNorm2d(256);
        deconv4 = Up(256, 128);
        debn4 = BatchNorm2d(128);
        deconv5 = Up(128, 64);
        debn5 = BatchNorm2d(64);
        deconv6 = Up(64, 3);
        using (no_grad())
        {
            conv1.weight.normal_(0, 0.02);
            Initialise(conv2, bn2);
            Initialise(conv3, bn3);
            Initialise(conv4, bn4);
            Initialise(conv5, bn5);
            conv6.weight.normal_(0, 0.02);
            Initialise(deconv1, debn1);
            Initialise(deconv2, debn2);
            Initialise(deconv3, debn3);
            Initialise(deconv4, debn4);
            Initialise(deconv5, debn5);
            deconv6.weight.normal_(0, 0.02);
        }
        RegisterComponents();
    }

    /// <param name="input">float32 (B,3,64,64), pixels in [−1,1].</param>
    /// <returns>(B,3,64,64) in (−1,1), the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        using var image = conv1.call(input).ThenReluInPlace()      // (B,3,64,64) → (B,64,32,32)
            .Then(conv2).Then(bn2).ThenReluInPlace()               // → (B,128,16,16)
            .Then(conv3).Then(bn3).ThenReluInPlace()               // → (B,256,8,8)
            .Then(conv4).Then(bn4).ThenReluInPlace()               // → (B,512,4,4)
            .Then(conv5).Then(bn5).ThenReluInPlace()               // → (B,512,2,2)
            .Then(conv6)                                           // → (B,512,1,1), the code
            .Then(deconv1).Then(debn1).ThenReluInPlace()           // → (B,512,2,2)
            .Then(deconv2).Then(debn2).ThenReluInPlace()           // → (B,512,4,4)
            .Then(deconv3).Then(debn3).ThenReluInPlace()           // → (B,256,8,8)
            .Then(deconv4).Then(debn4).ThenReluInPlace()           // → (B,128,16,16)
            .Then(deconv5).Then(debn5).ThenReluInPlace()           // → (B,64,32,32)
            .Then(deconv6);                                        // → (B,3,64,64)
        return image.tanh();
    }

    private static void Initialise(Convolution convolution, BatchNorm2d norm)
    {
        convolution.weight.normal_(0, 0.02);
        norm.weight.normal_(1, 0.02);
        norm.bias!.zero_();
    }

    private static Conv2d Down(long from, long to) => Conv2d(from, to, 4, stride: 2, padding: 1L, bias: false);

    private static ConvTranspose2d Up(long from, long to) => ConvTranspose2d(from, to, 4, stride: 2, padding: 1L, bias: false);
}
