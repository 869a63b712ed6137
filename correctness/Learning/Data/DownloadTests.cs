using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Archives;

namespace PerfSuite.Correctness.Learning;

/// <summary>`data get` against a server that is good, bad, slow or gone.</summary>
public sealed class DownloadTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 >> 3))];

    private Folder folder = null!;
    private Download download = null!;

    [SetUp]
    public void Prepare() => (folder, download) = (new Folder(), new Download(plainOnLoopback: true));

    [TearDown]
    public void CleanUp()
    {
        folder.Dispose();
        download.Dispose();
    }

    [Test]
    public void A_good_file_arrives_under_its_name()
    {
        using var server = Serving(Content);
        var told = new List<long>();
        var paths = Set(server["a"]).Get(folder["new"], download, progress: (got, of) => told.Add(of - got));
        Assert.That(paths, Is.EqualTo(new[] { Path.Combine(folder["new"], "a.bin") }));
        Assert.That(File.ReadAllBytes(paths[0]), Is.EqualTo(Content));
        Assert.That(Directory.GetFileSystemEntries(folder["new"]), Has.Length.EqualTo(1));
        Assert.That(told[^1], Is.Zero);
    }

    [Test]
    public void A_server_that_does_not_say_how_long_the_file_is_will_do()
    {
        using var server = new OneServer(async (_, stream, _) =>
        {
            await OneServer.Head(stream, "200 OK");
            await stream.WriteAsync(Content);
        });
        Set(server["a"]).Get(folder.Path, download);
        Assert.That(folder.Names, Is.EqualTo(new[] { "a.bin" }));
    }

    [Test]
    public void The_next_address_is_tried_and_redirections_are_followed()
    {
        using var server = new OneServer(async (path, stream, _) =>
        {
            if (path == "/gone")
                await OneServer.Head(stream, "404 Not Found", "Content-Length: 0");
            else if (path == "/moved")
                await OneServer.Head(stream, "302 Found", "Location: /here", "Content-Length: 0");
            else
                await Whole(stream, Content);
        });
        Set(server["gone"], server["moved"]).Get(folder.Path, download);
        Assert.That(File.ReadAllBytes(folder["a.bin"]), Is.EqualTo(Content));
    }

    [Test]
    public void Another_file_of_the_same_length_is_refused_with_both_sums()
    {
        var other = Content.ToArray();
        other[^1] ^= 1;
        using var server = Serving(other);
        Refused(server["a"], $"SHA-256 {Sum(other)}; expected {Sum(Content)}");
    }

    [Test]
    public void A_body_cut_short_is_refused()
    {
        using var server = new OneServer(async (_, stream, _) =>
        {
            await OneServer.Head(stream, "200 OK");
            await stream.WriteAsync(Content.AsMemory(0, 50_000));
        });
        Refused(server["a"], "byte 50000: the connection ended early");
    }

    [Test]
    public void A_connection_that_breaks_inside_the_announced_length_is_refused()
    {
        using var server = new OneServer(async (_, stream, _) =>
        {
            await OneServer.Head(stream, "200 OK", $"Content-Length: {Content.Length}");
            await stream.WriteAsync(Content.AsMemory(0, 50_000));
        });
        Refused(server["a"], "no answer (");
    }

    [Test]
    public void An_endless_body_ends_one_byte_late()
    {
        var sent = 0L;
        using var server = new OneServer(async (_, stream, end) =>
        {
            await OneServer.Head(stream, "200 OK");
            for (; ; sent += Content.Length)
                await stream.WriteAsync(Content, end);
        });
        Refused(server["a"], "byte 100000: there is more; expected 100000 bytes");
        Assert.That(sent, Is.LessThan(100_000_000));
    }

    [TestCase(99_999)]
    [TestCase(1L << 50)]
    public void Another_length_is_refused_before_anything_is_read(long length)
    {
        using var server = new OneServer(async (_, stream, _) => await OneServer.Head(stream, "200 OK", $"Content-Length: {length}"));
        Refused(server["a"], $"the server announces {length} bytes; expected 100000");
    }

    [TestCase("404 Not Found", "404 Not Found; expected 200 OK; this source is gone")]
    [TestCase("503 Service Unavailable", "503 Service Unavailable")]
    [TestCase("206 Partial Content", "206 Partial Content")]
    public void What_is_no_success_is_named(string status, string named)
    {
        using var server = new OneServer(async (_, stream, _) => await OneServer.Head(stream, status, "Content-Length: 0"));
        Refused(server["a"], named);
    }

    [TestCase("http://example.org/a", "http://example.org/a, byte 0: this is http; expected https")]
    [TestCase("http://localhost/a", "this is http; expected https")]
    [TestCase("file:///etc/passwd", "this is file; expected https")]
    [TestCase("/a", "more than 5 redirections")]
    public void A_redirection_to_anything_else_is_refused(string location, string named)
    {
        using var server = new OneServer(async (_, stream, _) => await OneServer.Head(stream, "301 Moved Permanently", $"Location: {location}", "Content-Length: 0"));
        Refused(server["a"], named);
    }

    [Test]
    public void Plain_http_is_refused_even_on_this_machine_unless_a_test_allows_it()
    {
        using var server = Serving(Content);
        using var strict = new Download();
        Assert.That(() => Set(server["a"]).Get(folder.Path, strict), Throws.TypeOf<DataException>().With.Message.Contains("this is http; expected https"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_silent_server_is_not_waited_for_long(bool answers)
    {
        using var server = new OneServer(async (_, stream, end) =>
        {
            if (answers)
                await OneServer.Head(stream, "200 OK");
            await Task.Delay(Timeout.Infinite, end);
        });
        using var impatient = new Download(patience: TimeSpan.FromSeconds(0.2), plainOnLoopback: true);
        Assert.That(() => Set(server["a"]).Get(folder["new"], impatient), Throws.TypeOf<DataException>().With.Message.Contains("the server was silent for 0.2 seconds"));
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    public void No_server_at_all_is_said_plainly()
    {
        Uri nowhere;
        using (var server = Serving(Content))
            nowhere = server["a"];
        Refused(nowhere, "no answer (");
    }

    [Test]
    public void Cancelling_leaves_nothing_behind()
    {
        using var server = Serving(Content);
        using var cancel = new CancellationTokenSource();
        Assert.That(() => Set(server["a"]).Get(folder["new"], download, progress: (_, _) => cancel.Cancel(), cancellation: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    public void What_is_there_is_refused_before_anything_is_asked_for()
    {
        folder.With("a.bin", [1]);
        Assert.That(() => Set(new Uri("https://127.0.0.1:1/a")).Get(folder.Path, download), Throws.TypeOf<DataException>().With.Message.Contains("holds a.bin already"));
    }

    [Test]
    public void Every_pin_is_complete_and_encrypted()
    {
        foreach (var set in OfficialSet.All)
        {
            Assert.That(set.Licence, Is.Not.Empty);
            foreach (var file in (set as Fetchable)?.Files ?? [])
            {
                Assert.That(file.Sha256, Does.Match("^[0-9a-f]{64}$"));
                Assert.That(file.Bytes, Is.Positive);
                Assert.That(file.Addresses.Select(address => address.Scheme), Is.Not.Empty.And.All.EqualTo("https"));
            }
        }
        Assert.That(OfficialSet.All.Select(set => set.Set), Is.EqualTo(DataSet.All));
    }

    private void Refused(Uri address, string naming)
    {
        Assert.That(() => Set(address).Get(folder["new"], download), Throws.TypeOf<DataException>().With.Message.Contains(naming));
        Assert.That(folder.Names, Is.Empty);
    }

    private static Fetchable Set(params Uri[] addresses) =>
        new(DataSet.Mnist, "none", [new OfficialFile("a.bin", Content.Length, Sum(Content), addresses)], null, ["a.bin"]);

    private static OneServer Serving(byte[] content) => new((_, stream, _) => Whole(stream, content));

    private static async Task Whole(System.Net.Sockets.NetworkStream stream, byte[] content)
    {
        await OneServer.Head(stream, "200 OK", $"Content-Length: {content.Length}");
        await stream.WriteAsync(content);
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
