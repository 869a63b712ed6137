using NUnit.Framework;
using PerfSuite.Diagnosis;
using PerfSuite.Screen;

namespace PerfSuite.Correctness.Program;

public sealed class ScreenTests
{
    [TestCase(0.684, "0.68ns")]
    [TestCase(7.5, "7.50ns")]
    [TestCase(228.4, "228ns")]
    [TestCase(999.6, "1.00µs")]
    [TestCase(27_400, "27.4µs")]
    [TestCase(1_240_000, "1.24ms")]
    [TestCase(12_300_000_000, "12.3s")]
    public void Times_have_three_digits_and_a_unit(double nanoseconds, string text) =>
        Assert.That(Figures.Time(nanoseconds), Is.EqualTo(text));

    [TestCase(100, 99, 102, "±2%")]
    [TestCase(100, 99.6, 100.2, "±1%")]
    [TestCase(100, 100, 100, "±0%")]
    [TestCase(100, 50, 300, ">99%")]
    [TestCase(100, null, null, "±?")]
    public void The_spread_is_the_wider_side(double centre, double? low, double? high, string text) =>
        Assert.That(Figures.Spread(centre, low, high), Is.EqualTo(text));

    [TestCase(1.04, 1.03, 1.06, false, "1.04 1.03–1.06")]
    [TestCase(1.01, 0.99, 1.02, true, "1.01≈0.99–1.02")]
    [TestCase(9.5, 9.1, 20.14, false, "9.50 9.10–20.1")]
    [TestCase(586, 300, 1600, false, "586 300–1600")]
    [TestCase(2.5, null, null, true, "2.50≈?")]
    public void Ratios_show_their_interval_and_whether_it_contains_1(double centre, double? low, double? high, bool containsOne, string text) =>
        Assert.That(Figures.Ratio(centre, low, high, containsOne), Is.EqualTo(text));

    [TestCase(785, "785")]
    [TestCase(7_840, "7.84 k")]
    [TestCase(999_499, "999 k")]
    [TestCase(999_500, "1.00 M")]
    [TestCase(249_561_088, "250 M")]
    [TestCase(1_131_270_000, "1.13 G")]
    public void Large_counts_have_three_digits_and_a_unit(long count, string text) =>
        Assert.That(Figures.Large(count), Is.EqualTo(text));

    [Test]
    public void Sentences_break_at_spaces_and_lose_nothing()
    {
        var lines = Wrapping.Lines("one two three four", 9, 2).ToList();
        Assert.That(lines, Is.EqualTo(new[] { "one two", "  three", "  four" }));
        Assert.That(Wrapping.Lines("/a/path/that/is/longer/than/the/line end", 9, 2), Is.EqualTo(new[] { "/a/path/that/is/longer/than/the/line", "  end" }));
    }

    [TestCase("Haswell", "avx2 avx512f avx512dq avx512bw avx512vl", "SKYLAKEX")]
    [TestCase("Zen", "avx2 avx512f avx512dq avx512bw avx512vl avx512_bf16", "COOPERLAKE")]
    [TestCase("SkylakeX", "avx2 avx512f avx512dq avx512bw avx512vl avx512_bf16", null)]
    [TestCase("Cooperlake", "avx2 avx512f avx512dq avx512bw avx512vl avx512_bf16", null)]
    [TestCase("Haswell", "avx2", null)]
    [TestCase("Zen", "avx2", null)]
    [TestCase("Prescott", "avx avx2", "HASWELL")]
    [TestCase(null, "avx2 avx512f avx512dq avx512bw avx512vl", null)]
    public void A_core_type_is_named_only_where_OpenBLAS_took_an_older_one(string? core, string flags, string? better) =>
        Assert.That(Blas.BetterCore(core, flags.Split(' ').ToHashSet()), Is.EqualTo(better));

    [TestCase("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", null, true)]
    [TestCase("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "Haswell", false)]
    [TestCase("/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3", null, false)]
    [TestCase(null, null, false)]
    public void The_reference_BLAS_is_known_by_its_place(string? path, string? core, bool reference) =>
        Assert.That(new Blas(path, core).IsReference, Is.EqualTo(reference));

    [Test]
    public void The_time_left_is_reckoned_from_what_was_done_since_the_first_look()
    {
        var time = new Clock();
        var left = new TimeLeft(time);
        Assert.That(left.Of(0.5), Is.Null, "resumed in the middle: nothing is known yet");
        time.Now += TimeSpan.FromSeconds(10).Ticks;
        Assert.That(left.Of(0.51), Is.Null);
        Assert.That(left.Of(0.6)!.Value.TotalSeconds, Is.EqualTo(40).Within(1e-6));
        Assert.That(left.Of(1), Is.EqualTo(TimeSpan.Zero));
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
