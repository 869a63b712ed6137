using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PerfSuite.Correctness.Learning;

/// <summary>A web server on 127.0.0.1 that answers every request as a test wants, byte by byte.</summary>
internal sealed class OneServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task serving;

    /// <param name="answer">Given the path and the connection; what it leaves open is closed.</param>
    public OneServer(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        listener.Start();
        serving = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync(end.Token);
                    var stream = client.GetStream();
                    var request = new StringBuilder();
                    var buffer = new byte[4096];
                    while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, end.Token) is > 0 and var count)
                        request.Append(Encoding.ASCII.GetString(buffer, 0, count));
                    await answer(request.ToString().Split(' ')[1], stream, end.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                }
                catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
                {
                    // The other side hung up, or the test is over.
                }
            }
        });
    }

    public Uri this[string path] => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{path}");

    public static ValueTask Head(NetworkStream stream, string status, params string[] headers) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"));

    public void Dispose()
    {
        end.Cancel();
        // Before the listener goes: a server that was slow to begin would accept from one that is gone.
        serving.Wait();
        listener.Stop();
        end.Dispose();
    }
}
