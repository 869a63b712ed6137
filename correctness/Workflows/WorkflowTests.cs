using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PerfSuite.Correctness.Workflows;

/// <summary>What GitHub would only say after a push, and what it would never say: the workflows and actions of .github, read as they stand.</summary>
public sealed class WorkflowTests
{
    private static readonly string[] stepKeys = ["name", "id", "if", "uses", "with", "run", "env", "shell", "timeout-minutes", "working-directory", "continue-on-error"];
    private static readonly string[] jobKeys = ["name", "needs", "if", "runs-on", "container", "strategy", "timeout-minutes", "permissions", "env", "steps", "outputs"];
    private static readonly string[] workflowKeys = ["name", "on", "permissions", "concurrency", "jobs", "env"];
    private static readonly string[] contexts = ["github", "inputs", "matrix", "runner", "needs", "steps", "env"];
    private static readonly string[] strangers = ["pull_request", "workflow_run", "issue_comment"];

    private static string Folder => Path.Combine(Workplace.Source!, ".github");

    public static IEnumerable<string> Workflows => Directory.GetFiles(Path.Combine(Folder, "workflows")).Select(Shown).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Actions => Directory.GetFiles(Path.Combine(Folder, "actions"), "action.yml", SearchOption.AllDirectories).Select(Shown).Order(StringComparer.Ordinal);

    public static IEnumerable<string> All => Workflows.Concat(Actions);

    [TestCaseSource(nameof(Workflows))]
    public void A_workflow_reads_only_ends_and_does_not_run_twice_at_once(string file)
    {
        var whole = Read(file);
        Assert.Multiple(() =>
        {
            Assert.That(Path.GetExtension(file), Is.EqualTo(".yml"));
            Assert.That(whole.Keys, Is.SubsetOf(workflowKeys));
            Assert.That(whole["name"]?.Text, Is.EqualTo(Path.GetFileNameWithoutExtension(file)));
            Assert.That(whole["permissions"]?.Entries?.Select(entry => entry.Value.Text), Is.Not.Empty.And.All.EqualTo("read").Or.All.EqualTo("none"), "permissions");
            Assert.That(whole["concurrency"]?["group"]?.Text, Does.Contain("github.workflow"), "concurrency");
            foreach (var (name, job) in whole["jobs"]!.Entries!)
            {
                Assert.That(job.Keys, Is.SubsetOf(jobKeys), name);
                Assert.That(int.TryParse(job["timeout-minutes"]?.Text, out var minutes) && minutes is >= 1 and <= 360, Is.True, $"{name}: timeout-minutes");
                Assert.That(job["runs-on"]?.Text, Does.Match(@"^(ubuntu|windows|macos)-[0-9]{2,4}(\.[0-9]+)?$|^\$\{\{ matrix\.os \}\}$"), $"{name}: a named image, for latest is another tomorrow");
                Assert.That(job["steps"]?.Items, Is.Not.Empty, name);
            }
        });
    }

    [Test]
    public void Whose_token_may_write_is_started_by_no_stranger_and_runs_the_default_branch_alone()
    {
        foreach (var file in Workflows)
        {
            var whole = Read(file);
            var events = whole["on"]!.Keys.Concat(whole["on"]!.Items?.Select(item => item.Text!) ?? []).ToList();
            Assert.That(events, Does.Not.Contain("pull_request_target"), file);
            var writing = whole["jobs"]!.Entries!.Where(job => job.Value["permissions"]?.Entries?.Any(one => one.Value.Text == "write") == true).ToList();
            if (writing.Count == 0)
                continue;
            Assert.That(events.Intersect(strangers), Is.SubsetOf(new[] { "workflow_run" }), file);
            foreach (var step in writing.SelectMany(job => job.Value["steps"]!.Items!))
            {
                Assert.That(step["with"]?["ref"], Is.Null, $"{file}: it checks out something else");
                Assert.That(step["run"]?.Text, Is.Null.Or.Match("^\\.github/[a-z]+\n?$"), $"{file}: what runs is a script with a test");
            }
        }
        var names = Workflows.Select(file => Read(file)["name"]!.Text).ToList();
        foreach (var followed in Workflows.SelectMany(file => Read(file)["on"]!["workflow_run"]?["workflows"]?.Items ?? []))
            Assert.That(names, Does.Contain(followed.Text), "whom a workflow follows");
    }

    [TestCaseSource(nameof(All))]
    public void Steps_are_pinned_and_take_no_text_of_a_stranger_into_a_shell(string file)
    {
        Assert.Multiple(() =>
        {
            foreach (var step in Steps(file))
            {
                var place = $"{file}, line {step.Line}";
                Assert.That(step.Keys, Is.SubsetOf(stepKeys), place);
                Assert.That(step["run"] is null, Is.Not.EqualTo(step["uses"] is null), $"{place}: either run or uses");
                Assert.That(step["run"]?.Text ?? "", Does.Not.Contain("${{"), $"{place}: an expression in a shell is text of whoever wrote its value; pass it by env");
                if (step["uses"] is not { } used)
                    continue;
                Assert.That(used.Text, Does.Match(@"^\./|^[\w.-]+/[\w./-]+@[0-9a-f]{40}$"), $"{place}: a tag can be moved");
                Assert.That(used.Comment ?? "v0", Does.Match(@"^v[0-9]+(\.[0-9]+)*$"), $"{place}: the version beside the hash");
                if (used.Text!.StartsWith("actions/checkout@", StringComparison.Ordinal))
                    Assert.That(step["with"]?["persist-credentials"]?.Text, Is.EqualTo("false"), $"{place}: the token stays out of what is checked out");
            }
            foreach (Match expression in Regex.Matches(File.ReadAllText(Path.Combine(Folder, file)), @"\$\{\{\s*(?<context>\w*)"))
                Assert.That(contexts, Does.Contain(expression.Groups["context"].Value), file);
        });
    }

    [Test]
    public void What_is_commented_on_is_what_the_gate_uploads()
    {
        var uploads = Steps("workflows/gate.yml").Where(step => step["uses"]?.Text!.StartsWith("actions/upload-artifact@", StringComparison.Ordinal) == true).Select(step => step["with"]!).ToList();
        Assert.That(uploads.Select(with => with["name"]!.Text), Is.EqualTo(new[] { "gate" }));
        Assert.That(uploads[0]["path"]!.Text!.Split('\n'), Does.Contain("gate.md"));
        Assert.That(File.ReadAllText(Path.Combine(Folder, "comment")), Does.Contain(".name == \"gate\"").And.Contain("archive.zip\" gate.md"));
    }

    [Test]
    public void One_version_of_an_action_everywhere()
    {
        var used = All.SelectMany(Steps).Select(step => step["uses"]?.Text).OfType<string>().Where(text => !text.StartsWith('.')).Select(text => text.Split('@')).ToList();
        Assert.That(used.GroupBy(one => one[0]).Where(alike => alike.Select(one => one[1]).Distinct().Count() > 1).Select(alike => alike.Key), Is.Empty);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There is no bash to be relied on.")]
    public void Every_line_that_is_run_is_sound_shell()
    {
        using var folder = new Program.ScratchFolder();
        var scripts = All.SelectMany(file => Steps(file).Where(step => step["run"] is not null).Select(step => (Name: $"{file.Replace('/', '-')}-{step.Line}.sh", Text: step["run"]!.Text!))).ToList();
        foreach (var (name, text) in scripts)
            File.WriteAllText(folder[name], "#!/usr/bin/env bash\n" + text + "\n");
        string[] written = [.. Directory.GetFiles(folder.Path), Path.Combine(Folder, "comment"), Path.Combine(Folder, "actions", "gate", "gate")];
        Assert.That(Said("bash", ["-c", "for script; do bash -n \"$script\"; done", "bash", .. written]), Is.Empty);
        if (PerfSuite.Measurement.Launch.Find("shellcheck") is { } checker)
            Assert.That(Said(checker, written), Is.Empty);
    }

    [TestCase("jobs:\n  a:\n    x: 1\n    x: 2\n", "line 4 has 'x' again")]
    [TestCase("jobs:\n   a: 1\n", "line 2 is indented by an odd number")]
    [TestCase("jobs:\n\ta: 1\n", "line 2 has a tab")]
    [TestCase("name: a: b\n", "line 1 begins or goes on")]
    [TestCase("name: \"a\n", "line 1 has a quote")]
    [TestCase("on: [push\n", "line 1 has a [")]
    [TestCase("name\n", "line 1 is no `key: value`")]
    [TestCase("a: 1\n    b: 2\n", "line 2 is indented otherwise")]
    public void What_is_no_workflow_is_refused(string text, string told) =>
        Assert.That(() => PlainYaml.Read(text), Throws.TypeOf<FormatException>().With.Message.StartsWith(told));

    private static List<PlainYaml> Steps(string file)
    {
        var whole = Read(file);
        return whole["runs"] is { } composite ? composite["steps"]!.Items! : [.. whole["jobs"]!.Entries!.SelectMany(job => job.Value["steps"]!.Items!)];
    }

    private static PlainYaml Read(string file) => PlainYaml.Read(File.ReadAllText(Path.Combine(Folder, file)));

    private static string Shown(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');

    private static string Said(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return said;
    }
}
