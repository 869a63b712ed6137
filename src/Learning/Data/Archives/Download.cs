using System.Net;
using System.Security.Cryptography;

namespace PerfSuite.Learning.Data.Archives;

/// <summary>Fetches pinned files over HTTPS, to the byte or not at all.</summary>
public sealed class Download : IDisposable
{
    private const int MostRedirects = 5;
    private const string Cure = "try again later, or fetch it by hand and say where it is with --data";

    private readonly HttpClient client;
    private readonly TimeSpan patience;
    private readonly bool plainOnLoopback;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="handler">What sends requests; null for the system's, which honours HTTPS_PROXY. Redirects are followed here, never by it.</param>
    /// <param name="patience">How long a silent server is waited for; half a minute if left out.</param>
    /// <param name="plainOnLoopback">Whether a server on 127.0.0.1 may speak plain HTTP, for tests.</param>
    public Download(HttpMessageHandler? handler = null, TimeSpan? patience = null, bool plainOnLoopback = false)
    {
        this.patience = patience ?? TimeSpan.FromSeconds(30);
        this.plainOnLoopback = plainOnLoopback;
        client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = this.patience }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("PerfSuite");
    }

    /// <summary>Fetches a file into a stream, from the first of its addresses that has it.</summary>
    /// <param name="file">What must come.</param>
    /// <param name="into">Seekable and empty; holds the file afterwards, or, after an exception, anything.</param>
    /// <param name="progress">Told how many bytes have come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DataException">Every address failed; the message is the last one's.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Fetch(OfficialFile file, Stream into, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                into.SetLength(0);
                FetchFrom(file.Addresses[i], file, into, progress, cancellation);
                return;
            }
            catch (DataException) when (i + 1 < file.Addresses.Count)
            {
                // The next one may have it.
            }
        }
    }

    private void FetchFrom(Uri address, OfficialFile file, Stream into, Action<long>? progress, CancellationToken cancellation)
    {
        var got = 0L;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            using var response = Ask(address, limit);
            if (response.Content.Headers.ContentLength is { } length && length != file.Bytes)
                throw Changed(address, 0, $"the server announces {length} bytes", $"{file.Bytes}");
            limit.CancelAfter(patience);
            using var body = response.Content.ReadAsStream(limit.Token);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            while (true)
            {
                limit.CancelAfter(patience);
                var count = body.ReadAsync(buffer, limit.Token).AsTask().GetAwaiter().GetResult();
                if (count == 0)
                    break;
                got += count;
                if (got > file.Bytes)
                    throw Changed(address, file.Bytes, "there is more", $"{file.Bytes} bytes");
                hash.AppendData(buffer, 0, count);
                Write(into, buffer.AsSpan(0, count), file.Name, got);
                progress?.Invoke(got);
            }
            if (got < file.Bytes)
                throw new DataException(address.ToString(), got, "the connection ended early", $"{file.Bytes} bytes", "run the same command again");
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != file.Sha256)
                throw Changed(address, 0, $"SHA-256 {found}", file.Sha256);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw new DataException(address.ToString(), got, $"no answer ({cause.GetBaseException().Message})", "a network that reaches it", Cure, cause);
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            throw new DataException(address.ToString(), got, FormattableString.Invariant($"the server was silent for {patience.TotalSeconds:0.#} seconds"), $"{file.Bytes} bytes", Cure, cause);
        }
    }

    private HttpResponseMessage Ask(Uri address, CancellationTokenSource limit)
    {
        for (var redirects = 0; ; redirects++)
        {
            RequireEncrypted(address);
            limit.CancelAfter(patience);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var response = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).GetAwaiter().GetResult();
            if (response.StatusCode == HttpStatusCode.OK)
                return response;
            using (response)
            {
                var goes = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 ? response.Headers.Location : null;
                if (goes is null)
                    throw new DataException(address.ToString(), 0, $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}", "200 OK",
                        response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? "this source is gone: fetch the set by hand and say where it is with --data" : Cure);
                if (redirects == MostRedirects)
                    throw new DataException(address.ToString(), 0, $"more than {MostRedirects} redirections", "the file", Cure);
                address = new Uri(address, goes);
            }
        }
    }

    private void RequireEncrypted(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(plainOnLoopback && address is { Scheme: "http", Host: "127.0.0.1" }))
            throw new DataException(address.ToString(), 0, $"this is {address.Scheme}", "https", "nothing is fetched unencrypted: fetch the set by hand and say where it is with --data");
    }

    /// <summary>The disk's faults must not look like the network's.</summary>
    private static void Write(Stream into, ReadOnlySpan<byte> bytes, string name, long position)
    {
        try
        {
            into.Write(bytes);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(name, position, cause);
        }
    }

    private static DataException Changed(Uri address, long offset, string found, string expected) =>
        new(address.ToString(), offset, found, expected, "the file there is not the one that was pinned, or was altered on its way: nothing of it is kept");

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();
}
