using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Correctness.Learning;

public sealed class ResizeTests
{
    // Recorded with Pillow 9.4: sha256(asarray(Image.fromarray(pattern).resize((W, H), Image.BILINEAR))), pattern as in RecordedImages.
    [TestCase(178, 218, 64, 64, "10118f42d15c03f13e78a6dd25d8cfbc74bf8cc375cc7a13e07a9a3a43be26ee")]
    [TestCase(45, 35, 64, 64, "647b8dced849d5c922238ec060603292e3d1f76ec3a4ddef8ddea9f0859f74c0")]
    [TestCase(64, 64, 64, 64, "75ef772e8634f98151ae90feec673bf72eceb891c073c8cf1e104ffdd5c73411")]
    [TestCase(64, 200, 64, 64, "96a8e51c924a59fe1a44266bb25d9f05d89960c05ea367359c27498088c1153d")]
    [TestCase(500, 333, 97, 31, "8298d22037ce07c626c2ec99cf3997248f3f8fc3fc41c2b851947014dd5df238")]
    [TestCase(3, 5, 64, 64, "eb26a2c08cebe4230c515acd56db29b1fc136646ffdfa6301f3b4c5a6d69d362")]
    [TestCase(1, 1, 64, 64, "f3cc103136423a57975750907ebc1d367e2985ac6338976d4d5a439f50323f4a")]
    [TestCase(255, 65, 33, 64, "66f9b45c7368a8b042b866e21f782427b45c7788a071cb20f6497778052c3fe9")]
    public void The_antialiased_resize_is_Pillows_to_the_bit(int width, int height, int toWidth, int toHeight, string sha256)
    {
        var (resize, scaled) = (new AntialiasResize(), new Picture());
        resize.Scale(RecordedImages.Pattern(30, 40), scaled, 9, 7); // what is kept from it must not matter
        resize.Scale(RecordedImages.Pattern(width, height), scaled, toWidth, toHeight);
        Assert.That((scaled.Width, scaled.Height, Sha256(scaled)), Is.EqualTo((toWidth, toHeight, sha256)));
    }

    // Recorded with NumPy 1.24, the formula of PlainResize in whole arrays of int64.
    [TestCase(178, 218, 64, 64, "291ed03b0df1d67ec8242b61fece4ee9bad851bca2b459aa3c846e3abf5bf49f")]
    [TestCase(45, 35, 64, 64, "6bfad7e7d4d41eaa0720ec9c8394c80cf5535856cb94685a5da9f2abf8867f6c")]
    [TestCase(64, 64, 64, 64, "75ef772e8634f98151ae90feec673bf72eceb891c073c8cf1e104ffdd5c73411")]
    [TestCase(500, 333, 97, 31, "1cd5cd5d538aed824f8c632d48dd3eb233bb03822a2eedc496d86899baa74279")]
    [TestCase(3, 5, 64, 64, "c01fcecfb3e97cc95b4192eb3f01d51abb1f97fe4c815c6a8910f4d4ad8c5fac")]
    [TestCase(1, 1, 64, 64, "f3cc103136423a57975750907ebc1d367e2985ac6338976d4d5a439f50323f4a")]
    public void The_plain_resize_is_its_formula_to_the_bit(int width, int height, int toWidth, int toHeight, string sha256)
    {
        var (resize, scaled) = (new PlainResize(), new Picture());
        resize.Scale(RecordedImages.Pattern(30, 40), scaled, 9, 7);
        resize.Scale(RecordedImages.Pattern(width, height), scaled, toWidth, toHeight);
        Assert.That((scaled.Width, scaled.Height, Sha256(scaled)), Is.EqualTo((toWidth, toHeight, sha256)));
    }

    [Test]
    public void A_picture_cannot_be_scaled_into_itself()
    {
        var picture = new Picture(3, 3);
        Assert.That(() => new AntialiasResize().Scale(picture, picture, 2, 2), Throws.ArgumentException);
        Assert.That(() => new PlainResize().Scale(picture, picture, 2, 2), Throws.ArgumentException);
    }

    private static string Sha256(Picture picture) => Convert.ToHexStringLower(SHA256.HashData(picture.Bytes));
}
