using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class HexFloatTests
{
    // Python: float.hex(numpy.float32(x)), trailing zeros of the mantissa removed.
    [TestCase(0f, "0x0p+0")]
    [TestCase(-0f, "-0x0p+0")]
    [TestCase(1f, "0x1p+0")]
    [TestCase(-0.5f, "-0x1p-1")]
    [TestCase(2.3025851f, "0x1.26bb1cp+1")]
    [TestCase(0.1f, "0x1.99999ap-4")]
    [TestCase(float.MaxValue, "0x1.fffffep+127")]
    [TestCase(float.Epsilon, "0x1p-149")]
    [TestCase(1.1754942e-38f, "0x1.fffffcp-127")]
    [TestCase(float.NaN, "nan")]
    [TestCase(float.PositiveInfinity, "inf")]
    [TestCase(float.NegativeInfinity, "-inf")]
    public void A_float_is_written_and_read_to_the_last_bit(float value, string text)
    {
        Assert.That(HexFloat.Format(value), Is.EqualTo(text));
        Assert.That(HexFloat.TryParse(text, out var read), Is.True);
        Assert.That(BitConverter.SingleToInt32Bits(read), Is.EqualTo(BitConverter.SingleToInt32Bits(value)));
    }

    [Test]
    public void Any_bits_survive()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsNaN(value))
                continue;
            Assert.That(HexFloat.TryParse(HexFloat.Format(value), out var read) && read.Equals(value), Is.True, HexFloat.Format(value));
        }
    }

    [TestCase("0x1.26BB1CP+1", 2.3025851f)]
    [TestCase("0x0.8p0", 0.5f)]
    [TestCase("0x10p-4", 1f)]
    [TestCase("+0x1.0000000p+0", 1f)]
    [TestCase("0x.8p1", 1f)]
    [TestCase("0x1p+127", 1.7014118E+38f)]
    [TestCase("0x1p+00001", 2f)]
    [TestCase("0x00000000.00000001p+32", 1f)]
    public void Other_spellings_of_C99_are_read(string text, float value)
    {
        Assert.That(HexFloat.TryParse(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(value));
    }

    [TestCase("")]
    [TestCase("-")]
    [TestCase("1.5")]
    [TestCase("0x")]
    [TestCase("0xp+1")]
    [TestCase("0x.p+1")]
    [TestCase("0x1.0")]
    [TestCase("0x1p")]
    [TestCase("0x1p+")]
    [TestCase("0x1p++1")]
    [TestCase("0x1p 1")]
    [TestCase("0x1.g p+1")]
    [TestCase("0x1.2.3p+1")]
    [TestCase("--0x1p+1")]
    [TestCase("0x1p+128")]
    [TestCase("0x1p-150")]
    [TestCase("0x1.8p-149")]
    [TestCase("0x1.0000001p+0")]
    [TestCase("0x1p+999999999")]
    [TestCase("0x1p+000001")]
    [TestCase("0x1ffffffp+0")]
    [TestCase("0x11111111111111111p+0")]
    [TestCase("nanny")]
    public void What_is_no_float32_is_refused(string text) =>
        Assert.That(HexFloat.TryParse(text, out _), Is.False);

    [Test]
    public void A_null_is_refused() => Assert.That(HexFloat.TryParse(null, out _), Is.False);
}
