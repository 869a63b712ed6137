using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class EvidenceTests
{
    private string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("perfsuite-evidence-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void This_machine_can_be_read()
    {
        var machine = Machine.Read();
        TestContext.Out.WriteLine(machine.Fingerprint);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Cores, Is.EqualTo(Environment.ProcessorCount));
            Assert.That(machine.Cpu, Is.Not.Empty);
            Assert.That(machine.Os, Is.Not.Empty);
            Assert.That(machine.Runtime, Does.StartWith(".NET 10"));
            Assert.That(machine.MemoryBytes, Is.GreaterThan(1 << 26));
        });
    }

    [Test]
    [Platform("Linux")]
    public void On_Linux_it_is_read_where_the_kernel_tells()
    {
        var machine = Machine.Read();
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(machine.Os, Is.EqualTo(Machine.PrettyName(File.ReadAllText("/etc/os-release"))));
            Assert.That(machine.Kernel, Is.EqualTo(File.ReadAllText("/proc/sys/kernel/osrelease").Trim()));
            Assert.That(machine.Load, Is.EqualTo(double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).Within(10), "it may change in between");
            if (model is not null && Processor.Virtual is { } hypervisor)
            {
                Assert.That(machine.Cpu, Is.EqualTo(OneLine.Of(model.Split(':', 2)[1])), "what the processor says is what the kernel says");
                Assert.That(hypervisor, Is.EqualTo(File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ').Contains("hypervisor")));
            }
        });
    }

    [Test]
    public void The_load_is_no_part_of_the_fingerprint()
    {
        var machine = Machine.Read();
        Assert.That((machine with { Load = 99 }).Fingerprint, Is.EqualTo(machine.Fingerprint));
        Assert.That((machine with { Cpu = "another" }).Fingerprint, Is.Not.EqualTo(machine.Fingerprint));
    }

    [Test]
    public void The_fingerprint_says_all_that_times_depend_on()
    {
        var machine = new Machine("A CPU", 2, "An OS", "6.1", "x64", ".NET 10.0.0", (8L << 30) + (100 << 20), 0.5, true);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Fingerprint, Is.EqualTo("A CPU; 2 cores; An OS; 6.1; x64; .NET 10.0.0; 8.00 GiB; virtual"));
            Assert.That((machine with { MemoryBytes = (8L << 30) + (128 << 20) }).Fingerprint, Does.Contain("; 8.25 GiB;"), "to the nearest quarter");
            Assert.That((machine with { Cpu = null, MemoryBytes = null, Hypervisor = false, Gpu = "a GPU" }).Fingerprint, Is.EqualTo("unknown CPU; 2 cores; An OS; 6.1; x64; .NET 10.0.0; unknown memory; bare; a GPU"));
            Assert.That((machine with { Hypervisor = null }).Fingerprint, Does.EndWith("; bare or virtual"));
        });
    }

    [Test]
    public void What_cannot_be_found_out_is_null_and_our_own_faults_are_not_hidden()
    {
        Assert.That(Machine.Attempt<string>(() => throw new FileNotFoundException()), Is.Null);
        Assert.That(Machine.Attempt<string>(() => throw new UnauthorizedAccessException()), Is.Null);
        Assert.That(Machine.Attempt(() => "x"), Is.EqualTo("x"));
        Assert.That(() => Machine.Attempt<string>(() => throw new InvalidOperationException()), Throws.InvalidOperationException);
    }

    [TestCase("processor\t: 0\nmodel name\t: Some CPU  @ 2GHz\nflags\t: a b\n", "Some CPU @ 2GHz")]
    [TestCase("processor: 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n", "ARM implementer 0x41 part 0xd0c")]
    [TestCase("Model : A small board\n", "A small board")]
    [TestCase("", null)]
    [TestCase("nonsense", null)]
    public void The_model_is_found_in_cpuinfo(string text, string? expected) =>
        Assert.That(Processor.ModelName(text), Is.EqualTo(expected));

    [TestCase("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [TestCase("PRETTY_NAME=\n", null)]
    [TestCase("PRETTY_NAME='Alpine = small'\n", "Alpine = small")]
    [TestCase("XPRETTY_NAME=a\nPRETTY_NAME=b", "b")]
    [TestCase("", null)]
    public void The_distribution_is_found_in_os_release(string text, string? expected) =>
        Assert.That(Machine.PrettyName(text), Is.EqualTo(expected));

    [Test]
    public void A_file_is_replaced_whole()
    {
        var path = Path.Combine(folder, "new", "file");
        AtomicFile.Write(path, "one"u8);
        AtomicFile.Write(path, "2"u8);
        Assert.That(File.ReadAllText(path), Is.EqualTo("2"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_link_stays_a_link_to_the_file_that_is_replaced()
    {
        var file = Path.Combine(folder, "file");
        var link = Path.Combine(folder, "link");
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(link, file);
        AtomicFile.Write(link, "new"u8);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(file), Is.EqualTo("new"));
            Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(file));
        });
    }

    [Test]
    [Platform("Linux")]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.That(() => AtomicFile.Write("/dev/full", "x"u8), Throws.InstanceOf<IOException>().With.Message.StartWith("/dev/full cannot be written"));
        Assert.That(() => AtomicFile.Write("/dev/full", "x"u8), Throws.InstanceOf<IOException>(), "the second time too: it is still the device");
    }

    [Test]
    public void A_failed_write_leaves_nothing_behind()
    {
        var path = Path.Combine(folder, "taken");
        Directory.CreateDirectory(path);
        Assert.That(() => AtomicFile.Write(path, "x"u8), Throws.InstanceOf<IOException>().With.Message.StartWith($"{path} cannot be written"));
        File.WriteAllText(Path.Combine(folder, "file"), "");
        Assert.That(() => AtomicFile.Write(Path.Combine(folder, "file", "below"), "x"u8), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(folder), Has.Length.EqualTo(2));
    }

    [TestCase("a\r\n\tb  c ", "a b c")]
    [TestCase("\u001b[1;31mred\u001b[0m\u0007", "red")]
    [TestCase("x\u202ey\ufeff\ud800z", "xyz")]
    [TestCase("🙂 fine", "🙂 fine")]
    [TestCase("\u001b[?25l\u001b[0 qa\u001b[>1hb", "a[>1hb")]
    [TestCase("\ue000a\uffffb\ufffdc", "abc")]
    [TestCase("   a", "a")]
    [TestCase(null, "")]
    public void Foreign_text_becomes_one_line(string? text, string expected) => Assert.That(OneLine.Of(text), Is.EqualTo(expected));

    [TestCase("abcdef", 6, "abcdef")]
    [TestCase("abcdefg", 6, "abcde…")]
    [TestCase("abcd🙂🙂", 6, "abcd…")]
    [TestCase("abc🙂", 5, "abc🙂")]
    public void Long_text_is_cut(string text, int longest, string expected) => Assert.That(OneLine.Of(text, longest), Is.EqualTo(expected));
}
