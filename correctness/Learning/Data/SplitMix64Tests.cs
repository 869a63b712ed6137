using NUnit.Framework;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Learning;

public sealed class SplitMix64Tests
{
    // Published with Java's SplittableRandom and repeated by many ports: seed 0 and seed 1234567.
    [TestCase(0UL, 0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL)]
    [TestCase(1234567UL, 6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL)]
    public void The_published_numbers_come_out(ulong seed, ulong first, ulong second, ulong third)
    {
        var random = new SplitMix64(seed);
        Assert.That(new[] { random.Next(), random.Next(), random.Next() }, Is.EqualTo(new[] { first, second, third }));
    }

    [Test]
    public void A_stream_depends_on_every_key_and_on_their_order()
    {
        ulong[] starts =
        [
            First(SplitMix64.Stream(0)), First(SplitMix64.Stream(1)), First(SplitMix64.Stream(0, 0)), First(SplitMix64.Stream(0, 1)),
            First(SplitMix64.Stream(0, 0, 1)), First(SplitMix64.Stream(0, 1, 0)), First(SplitMix64.Stream(1, 0, 0)),
        ];
        Assert.That(starts, Is.Unique);
        Assert.That(First(SplitMix64.Stream(7, 1, 2)), Is.EqualTo(13119566962333423783UL), "as a second program in another language has it");

        static ulong First(SplitMix64 random) => random.Next();
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(10)]
    [TestCase(int.MaxValue)]
    public void Whole_numbers_stay_below_the_bound_and_fractions_below_one(int bound)
    {
        var random = new SplitMix64(42);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.That(random.Below(bound), Is.InRange(0, bound - 1));
            Assert.That(random.Fraction(), Is.GreaterThanOrEqualTo(0).And.LessThan(1));
        }
    }

    [Test]
    public void Whole_numbers_are_even_within_chance()
    {
        var random = new SplitMix64(1);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
            counts[random.Below(10)]++;
        // 10,000 each with a standard deviation of 95: five of them.
        Assert.That(counts, Is.All.InRange(10_000 - 475, 10_000 + 475));
    }

    [Test]
    public void A_bound_must_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SplitMix64(0).Below(0));

    [Test]
    public void A_shuffle_keeps_every_item_and_moves_them()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        new SplitMix64(5).Shuffle(items.AsSpan());
        Assert.That(items, Is.EquivalentTo(Enumerable.Range(0, 100)));
        Assert.That(items, Is.Not.Ordered);
    }
}
