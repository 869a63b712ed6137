using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Correctness.Learning;

public sealed class OrderTests
{
    [Test]
    public void Names_are_ordered_by_their_numbers()
    {
        string[] ordered = ["1.jpg", "01.jpg", "2.jpg", "10.jpg", "99999999999999999999.jpg", "100000000000000000000.jpg", "B.jpg", "a", "a0", "a1b2", "a1b10", "a2", "ab", "b.jpg", "é.jpg", "\uFFFD.jpg", "😀.jpg"];
        // By code point "01" stands before "1", and an upper-case letter before every lower-case one.
        (ordered[0], ordered[1]) = (ordered[1], ordered[0]);
        Assert.That(ordered.Reverse().Order(NaturalOrder.Instance), Is.EqualTo(ordered));
    }

    [Test]
    public void Names_are_in_one_order_however_they_come()
    {
        string[] parts = ["0", "00", "1", "01", "12", "a", "b", "-", ".", "é"];
        var random = new SplitMix64(5);
        var names = Enumerable.Range(0, 60).Select(_ => string.Concat(Enumerable.Range(0, 1 + random.Below(4)).Select(_ => parts[random.Below(parts.Length)]))).Distinct().ToList();
        foreach (var (a, b, c) in names.SelectMany(a => names.SelectMany(b => names.Select(c => (a, b, c)))))
        {
            var (ab, bc) = (NaturalOrder.Instance.Compare(a, b), NaturalOrder.Instance.Compare(b, c));
            if (Math.Sign(ab) != -Math.Sign(NaturalOrder.Instance.Compare(b, a)) || (ab < 0 && bc < 0 && NaturalOrder.Instance.Compare(a, c) >= 0) || (ab == 0) != (a == b))
                Assert.Fail($"'{a}', '{b}', '{c}'");
        }
    }

    // Recorded with Python 3.11: random.seed(s); x = list(range(n)); random.shuffle(x); x[:12]
    [TestCase(0UL, 12, new[] { 1, 9, 8, 5, 10, 2, 3, 7, 4, 0, 11, 6 })]
    [TestCase(0UL, 1000, new[] { 439, 621, 160, 549, 237, 389, 658, 507, 124, 290, 975, 392 })]
    [TestCase(1_099_511_627_781UL, 700, new[] { 309, 195, 16, 219, 328, 637, 421, 183, 295, 141, 623, 593 })]
    public void The_shuffle_is_CPythons(ulong seed, int count, int[] first)
    {
        var items = Enumerable.Range(0, count).ToArray();
        new MersenneTwister(seed).Shuffle(items.AsSpan());
        Assert.That(items[..first.Length], Is.EqualTo(first));
        Assert.That(items.Order(), Is.EqualTo(Enumerable.Range(0, count)));
    }

    // random.seed(0x234_0000_0123), two words long; [random.getrandbits(32) for _ in range(4)]
    [Test]
    public void The_generator_is_CPythons()
    {
        var random = new MersenneTwister(0x234_0000_0123);
        Assert.That(new[] { random.Next(), random.Next(), random.Next(), random.Next() }, Is.EqualTo(new uint[] { 1269791734, 1135888473, 333719756, 3737167678 }));
        Assert.That(() => random.Below(0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
