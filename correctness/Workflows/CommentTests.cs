using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using PerfSuite.Correctness.Program;

namespace PerfSuite.Correctness.Workflows;

/// <summary>.github/comment, whose token may write, on what a pull request of nobody's friend may leave it. <c>gh</c> is a script that notes what it is asked.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "It is a script of bash, for a runner of Linux.")]
public sealed class CommentTests : IDisposable
{
    private const string Sha = "0123456789abcdef0123456789abcdef01234567";
    private readonly ScratchFolder folder = new();

    private static string Script => Path.Combine(Workplace.Source!, ".github", "comment");

    public void Dispose() => folder.Dispose();

    [TestCase("### ✅ pass: of 13 rows 13 same\n\n| time | δ |\n|---|--:|\n| `a` ×1 | **3 %** |\n", null)]
    [TestCase("<details><summary>9 rows</summary>\n\nx > y\n\n</details>", null)]
    [TestCase("<!-- perfsuite-gate -->", "&lt;!-- perfsuite-gate -->")]
    [TestCase("<script>x</script><img src=x><details open>", "&lt;script>x&lt;/script>&lt;img src=x>&lt;details open>")]
    [TestCase("&#60;img&#x3C;b", "&lt;img&lt;b")]
    [TestCase("[y]: //a.b\n", "[y]\\: //a.b\n")]
    [TestCase("![x](//a.b/c) [y](//a.b)", "!\\[x]\\(//a.b/c) [y]\\(//a.b)")]
    public void What_reaches_beyond_the_comment_is_made_plain(string report, string? expected) =>
        Assert.That(Clean(Encoding.UTF8.GetBytes(report)), Is.EqualTo(expected ?? report));

    /// <summary>Here and not among the cases: a name of a test with such characters is a trial of its own for whoever writes the results.</summary>
    [Test]
    public void Mentions_references_and_links_are_broken_and_what_nobody_sees_is_gone()
    {
        foreach (var (report, expected) in new[]
        {
            ("@ada &#64;ada &#x40;ada &commat;ada", "@\u200bada @\u200bada @\u200bada @\u200bada"),
            ("#12 &#35;12 GH-7 # 12 ## 3", "#\u200b12 #\u200b12 GH-\u200b7 # 12 ## 3"),
            ("https://a.b&colon;//c www.a.b", "https:\u200b//a.b:\u200b//c www\u200b.a.b"),
            ("@\u200bada \u202egnp.exe\u2066 a\u00adb \ufeff\u061c", "@\u200bada gnp.exe ab "),
            ("\u001b[31mred\u0007\u0085\r\0", "[31mred"),
        })
            Assert.That(Clean(Encoding.UTF8.GetBytes(report)), Is.EqualTo(expected));
    }

    [Test]
    public void No_bytes_are_too_many_or_too_odd()
    {
        var random = new Random(5);
        var bytes = new byte[200_000];
        random.NextBytes(bytes);
        Assert.That(Encoding.UTF8.GetByteCount(Clean(bytes)), Is.LessThanOrEqualTo(60_000));
        Assert.That(Clean([.. Encoding.UTF8.GetBytes("ok "), 0xff, 0xc3]), Is.EqualTo("ok "));
        Assert.That(Clean(Encoding.UTF8.GetBytes(new string('<', 100_000))).Length, Is.InRange(59_000, 60_000), "it grows in the cleaning, and is cut again");
        Assert.That(Clean(Encoding.UTF8.GetBytes(new string('é', 15_001))), Is.EqualTo(new string('é', 15_000)), "no character is halved");
    }

    [Test]
    public void The_first_report_is_a_comment_and_the_next_is_put_in_its_place()
    {
        var (first, asked) = Run("### ✅ pass\n@everybody");
        Assert.That(first, Is.EqualTo((0, "Commented on pull request 7.\n")), asked);
        Assert.That(asked, Does.Contain("--method POST repos/o/r/issues/7/comments"));
        Assert.That(File.ReadAllText(folder["body"]), Does.StartWith("<!-- perfsuite-gate -->\n### ✅ pass\n@\u200beverybody").And.Contain($"{Sha} · [run 99](https://github.com/o/r/actions/runs/99)"));
        (_, asked) = Run("### ❌ regression", comments: "31\n32");
        Assert.That(asked, Does.Contain("--method PATCH repos/o/r/issues/comments/31").And.Not.Contain("POST"));
    }

    [Test]
    public void A_fork_s_pull_request_is_found_by_the_head_of_the_event_and_no_other_is_taken()
    {
        var (run, asked) = Run("x", number: "", pulls: $"8 {new string('f', 40)}\n9 {Sha}");
        Assert.That((run.ExitCode, asked.Contains("issues/9/comments", StringComparison.Ordinal)), Is.EqualTo((0, true)), asked);
        Assert.That(asked, Does.Contain("head=ada:a b; $(touch gone)"), "a branch may be called anything, and is an argument");
        (run, asked) = Run("x", number: "", pulls: $"8 {new string('f', 40)}");
        Assert.That((run.ExitCode, asked.Contains("comments", StringComparison.Ordinal)), Is.EqualTo((0, false)), asked);
        Assert.That(File.Exists(folder["gone"]), Is.False);
    }

    [TestCase("5 2000000", 1, Description = "an archive too large is not even fetched")]
    [TestCase("5 x", 1)]
    [TestCase("", 0)]
    [TestCase("../../x 5", 0)]
    public void An_archive_that_is_too_large_or_odd_is_not_fetched(string artifact, int exit)
    {
        var (run, asked) = Run("x", artifact: artifact);
        Assert.That((run.ExitCode, asked.Contains("/zip", StringComparison.Ordinal)), Is.EqualTo((exit, false)), asked);
    }

    [Test]
    public void A_bomb_is_read_no_further_than_a_report_and_other_files_are_never_written()
    {
        var (run, _) = Run(new string('a', 10_000_000), more: ["../../../evil", "gate.md/../x"]);
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(new FileInfo(folder["body"]).Length, Is.LessThan(31_000));
        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Is.SubsetOf(new[] { "gh", "asked", "archive.zip", "body" }));
    }

    [Test]
    public void No_archive_and_no_report_say_nothing()
    {
        foreach (var report in new[] { "", null })
        {
            var (run, asked) = Run(report);
            Assert.That((run, asked.Contains("--method", StringComparison.Ordinal)), Is.EqualTo(((0, "Run 99 left no report.\n"), false)));
        }
    }

    [Test]
    public void What_an_older_commit_came_to_does_not_stand_for_one_without_a_report()
    {
        foreach (var report in new[] { "", null })
        {
            var (run, asked) = Run(report, comments: "31");
            Assert.That((run.ExitCode, asked.Contains("--method PATCH repos/o/r/issues/comments/31", StringComparison.Ordinal)), Is.EqualTo((0, true)), asked);
            Assert.That(File.ReadAllText(folder["body"]), Does.StartWith("<!-- perfsuite-gate -->\n### ⚠️ no report").And.Contain(Sha));
        }
        var (odd, said) = Run("x", artifact: "", comments: "31");
        Assert.That((odd.ExitCode, said.Contains("/zip", StringComparison.Ordinal), File.ReadAllText(folder["body"]).Contains("no report", StringComparison.Ordinal)), Is.EqualTo((0, false, true)));
    }

    [TestCase("NUMBER", "7; rm -rf /")]
    [TestCase("NUMBER", "-1")]
    [TestCase("RUN", "99/artifacts")]
    [TestCase("HEAD_SHA", "HEAD")]
    [TestCase("REPOSITORY", "o/r/../x")]
    public void An_event_that_is_not_one_is_bad_usage(string name, string value)
    {
        var (run, asked) = Run("x", changed: (name, value));
        Assert.That((run.ExitCode, asked), Is.EqualTo((64, "")));
    }

    private string Clean(byte[] report)
    {
        using var process = Process.Start(new ProcessStartInfo(Script, ["--clean"]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = new UTF8Encoding(false, true) })!;
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(report);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read enough.
        }
        process.WaitForExit();
        return output.Result;
    }

    /// <summary>The whole script, with a GitHub that has one run, whose artifact is as told.</summary>
    private ((int ExitCode, string Said) Run, string Asked) Run(
        string? report, string number = "7", string pulls = "", string comments = "", string artifact = "5 1000", string[]? more = null, (string, string)? changed = null)
    {
        File.Delete(folder["archive.zip"]);
        using (var archive = ZipFile.Open(folder["archive.zip"], ZipArchiveMode.Create))
            foreach (var (name, text) in new[] { ("gate.md", report) }.Concat((more ?? []).Select(name => (name, (string?)"evil"))).Where(one => one.Item2 is not null))
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text!));
            }
        File.WriteAllText(folder["asked"], "");
        File.WriteAllText(folder["gh"], """
            #!/usr/bin/env bash
            printf '%s ' "$@" >> "$PLACE/asked"; echo >> "$PLACE/asked"
            for argument; do case $argument in body=@*) cp "${argument#body=@}" "$PLACE/body" ;; esac; done
            case "$*" in
                *--method\ POST* | *PATCH*) ;;
                */pulls*) printf '%s\n' "$PULLS" ;;
                */artifacts\?*) printf '%s\n' "$ARTIFACT" ;;
                */zip) cat "$PLACE/archive.zip" ;;
                */comments\?*) printf '%s\n' "$COMMENTS" ;;
            esac
            """);
        File.SetUnixFileMode(folder["gh"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Script) { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        (string, string)[] odd = changed is { } other ? [other] : [];
        foreach (var (name, value) in new[]
        {
            ("REPOSITORY", "o/r"), ("RUN", "99"), ("NUMBER", number), ("HEAD_OWNER", "ada"), ("HEAD_BRANCH", "a b; $(touch gone)"), ("HEAD_SHA", Sha),
            ("PLACE", folder.Path), ("PULLS", pulls), ("ARTIFACT", artifact), ("COMMENTS", comments),
        }.Concat(odd))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Out.WriteLine(errors.Result);
        return ((process.ExitCode, said), File.ReadAllText(folder["asked"]));
    }
}
