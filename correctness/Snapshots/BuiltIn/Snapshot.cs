using System.Collections.Concurrent;
using System.Text;
using PerfSuite.Measurement;

namespace VerifyNUnit;

/// <summary>One verified text and, where the last run differed, the received one beside it.</summary>
internal sealed class Snapshot(string folder, string name)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly ConcurrentDictionary<string, bool> Taken = new();

    private readonly string verified = Path.Combine(folder, name + ".verified.txt");
    private readonly string received = Path.Combine(folder, name + ".received.txt");

    /// <summary>The snapshot of that name.</summary>
    /// <exception cref="VerifyException">Another call of this run has it already: one of the two would never be compared.</exception>
    public static Snapshot Unique(string folder, string name) => Taken.TryAdd(Path.Combine(folder, name), true)
        ? new Snapshot(folder, name)
        : throw new VerifyException($"Two snapshots of this run are called {name}; verify once per test, with parameters that differ.");

    /// <summary>Compares, line ends and one last line break aside.</summary>
    /// <exception cref="VerifyException">No snapshot, or another text; <c>.received.txt</c> has been written.</exception>
    public void Verify(string? target)
    {
        var text = Lines(target switch { null => "null", "" => "emptyString", _ => target });
        if (!File.Exists(verified))
        {
            Write(text);
            throw new VerifyException($"Snapshot {name} is new:\n\n{text}\n\n{Acceptance()}");
        }

        var expected = Read();
        if (expected == text || expected == text + '\n')
        {
            File.Delete(received);
            return;
        }

        Write(text);
        throw new VerifyException($"Snapshot {name} differs (- verified, + received):\n\n{TextDifference.Between(expected, text)}\n{Acceptance()}");
    }

    private string Read()
    {
        try
        {
            using var reader = new StreamReader(verified, Utf8);
            return Lines(reader.ReadToEnd());
        }
        catch (DecoderFallbackException)
        {
            throw new VerifyException($"{verified} is not UTF-8 text; restore it from git, or delete it to receive it anew.");
        }
    }

    // Beside and renamed: an interrupted run leaves no half of a received text that somebody might accept.
    private void Write(string text)
    {
        Directory.CreateDirectory(folder);
        var draft = received + ".draft";
        using (var stream = new FileStream(draft, FileMode.Create))
        {
            stream.Write(Utf8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, received, overwrite: true);
    }

    private string Acceptance() => OperatingSystem.IsWindows()
        ? $"If that is right, accept it: move /y \"{received}\" \"{verified}\""
        : $"If that is right, accept it: mv '{received}' '{verified}'";

    private static string Lines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');
}
