using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class ResultsTests
{
    private static readonly Case step = new("overhead", "mnist-cnn", "matched", "step", 32, "cpu", 1);
    private string folder = "";

    private string File => Path.Combine(folder, "results.json");

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("perfsuite-results-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void What_is_written_is_read()
    {
        var results = Example();
        results.Write(File);
        var read = Results.Read(File);
        read.Write(File + "2");
        Assert.Multiple(() =>
        {
            Assert.That(System.IO.File.ReadAllBytes(File + "2"), Is.EqualTo(System.IO.File.ReadAllBytes(File)));
            Assert.That(read.Machine, Is.EqualTo(results.Machine));
            Assert.That(read.Taken, Is.EqualTo(results.Taken));
            Assert.That(read.Rows.Select(row => row.Case), Is.EqualTo(results.Rows.Select(row => row.Case)));
            Assert.That(read.Rows[0].Rounds, Is.EqualTo(results.Rows[0].Rounds));
            Assert.That(read.Ratios, Is.EqualTo(results.Ratios));
            Assert.That(read.Counters[0].Values.NativeOperations, Is.EqualTo(results.Counters[0].Values.NativeOperations));
            Assert.That(read.Counters[0].Values.NativeCalls, Is.EqualTo(4));
            Assert.That(read.Counters[0].Values.OperationNanoseconds, Is.EqualTo(results.Counters[0].Values.OperationNanoseconds));
            Assert.That(read.Counters[0].Values.PeakBytes, Is.EqualTo(4096));
            Assert.That((read.Commit, read.Seed, read.Contenders[0].Blas, read.Contenders[0].CpuCapability), Is.EqualTo((results.Commit, 5, (string?)null, "AVX2")));
            Assert.That((read.Agreements[0].Seed, read.Agreements[0].Steps, read.Agreements[0].Agreement.Losses.Count), Is.EqualTo((5, 2, 2)));
            Assert.That(System.IO.File.ReadAllText(File), Does.EndWith("}\n"));
        });
    }

    [Test]
    public void The_document_has_the_members_that_reports_rely_on()
    {
        Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        string[] Names(JsonNode? node) => [.. node!.AsObject().Select(member => member.Key)];
        string[] where = ["study", "workload", "variant", "settings", "phase", "batch", "device", "threads", "contender"];
        Assert.Multiple(() =>
        {
            Assert.That(Names(root), Is.EqualTo(new[] { "schema", "commit", "taken", "seed", "machine", "contenders", "rows", "ratios", "agreements", "counters", "curves", "command", "told" }));
            Assert.That(Names(root["rows"]![0]), Is.EqualTo(where.Concat(["unit", "iterations", "warmUp", "rounds", "median", "low", "high", "level", "status", "reason"])));
            Assert.That(Names(root["ratios"]![0]), Is.EqualTo(where.Concat(["to", "count", "median", "low", "high", "level"])));
            Assert.That(Names(root["counters"]![0]), Is.EqualTo(where.Concat(["iterations", "managedBytes", "nativeOperations", "tensorsMade", "tensorsAlive", "nativeCalls", "operationNanoseconds", "peakBytes"])));
            Assert.That(Names(root["agreements"]![0]), Is.SupersetOf(new[] { "study", "workload", "contender", "to", "status", "losses", "largestDifference", "tolerance" }));
            Assert.That(Names(root["contenders"]![0]), Is.SupersetOf(new[] { "contender", "title", "versions", "libtorch", "blas", "cpuCapability" }));
            Assert.That((string?)root["schema"], Is.EqualTo("perfsuite-results/1"));
            Assert.That((string?)root["rows"]![0]!["status"], Is.EqualTo("Measured"));
        });
    }

    [Test]
    public void How_a_GPU_ran_is_kept_round_by_round()
    {
        var results = Example();
        GpuState[] states = [new(1980, 2619, 41, []), new(1755, null, 63, ["power cap"]), new(null, null, null, [])];
        (results with { Machine = results.Machine with { Gpu = "a GPU, driver 550" }, Rows = [results.Rows[0] with { Gpu = states }] }).Write(File);
        var read = Results.Read(File);
        Assert.That(read.Machine.Fingerprint, Does.EndWith("; a GPU, driver 550"));
        Assert.That(read.Rows[0].Gpu.Select(state => (state.Megahertz, state.MemoryMegahertz, state.Celsius)), Is.EqualTo(states.Select(state => (state.Megahertz, state.MemoryMegahertz, state.Celsius))));
        Assert.That(read.Rows[0].Gpu.Select(state => string.Join(',', state.Throttled)), Is.EqualTo(new[] { "", "power cap", "" }));
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root["rows"]![0]!["gpu"]!.AsArray().RemoveAt(0);
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("as many as there are rounds"));
    }

    [Test]
    public void A_file_from_before_workloads_had_settings_is_read_as_having_none()
    {
        Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        foreach (var rows in new[] { "rows", "ratios", "agreements", "counters" })
            foreach (var row in root[rows]!.AsArray())
                Assert.That(row!.AsObject().Remove("settings"), Is.True);
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(Results.Read(File).Rows.Select(row => row.Case.Settings), Is.All.Empty);
    }

    [TestCase("ns", true)]
    [TestCase("bytes", true)]
    [TestCase("Bytes", false)]
    [TestCase("", false)]
    [TestCase("MB\u001b[2J", false)]
    public void Values_are_times_or_memory(string unit, bool known)
    {
        Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root["rows"]![0]!["unit"] = unit;
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File).Rows[0].Unit, known ? Is.EqualTo(unit) : Throws.InstanceOf<InvalidDataException>().With.Message.Contains("rows[0].unit"));
    }

    [Test]
    public void A_file_from_before_native_calls_were_counted_is_read_as_not_telling()
    {
        Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        foreach (var member in new[] { "nativeCalls", "operationNanoseconds", "peakBytes" })
            Assert.That(root["counters"]![0]!.AsObject().Remove(member), Is.True);
        System.IO.File.WriteAllText(File, root.ToJsonString());
        var values = Results.Read(File).Counters[0].Values;
        Assert.That(values.NativeCalls, Is.Null);
        Assert.That(values.OperationNanoseconds, Is.Null);
        Assert.That(values.PeakBytes, Is.Null);
        Assert.That(values.TensorsMade, Is.EqualTo(3));
    }

    [Test]
    public void A_file_from_before_trainings_were_kept_is_read_as_having_none()
    {
        Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        Assert.That(root.Remove("curves"), Is.True);
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(Results.Read(File).Curves, Is.Empty);
    }

    [Test]
    public void A_curve_comes_back_and_a_faulty_one_is_named()
    {
        var curve = new TrainingCurve(step with { Phase = TrainingCurve.Phase }, "csharp-system", 60, 10, "accuracy", [new(2.5, 0.1, 2.25, 0.2, 3), new(1.5, 0.4, 1.75, 0.5, 3)], "d1", null);
        (Example() with { Curves = [curve] }).Write(File);
        var read = Results.Read(File).Curves.Single();
        Assert.That(read.Epochs, Is.EqualTo(curve.Epochs));
        Assert.That(read with { Epochs = curve.Epochs }, Is.EqualTo(curve));
        Assert.That(() => (Example() with { Curves = [curve, curve] }).Write(File + "2"), Throws.ArgumentException.With.Message.Contains("$.curves[1]"));
        Assert.That(() => (Example() with { Curves = [curve with { Epochs = [new(0, -1, 0, 0, 0)] }] }).Write(File + "2"), Throws.ArgumentException.With.Message.Contains("$.curves[0].epochs[0].score"));
    }

    [Test]
    public void What_was_told_and_asked_comes_back_and_files_without_it_are_read()
    {
        Passage[] told = [new(PassageKind.Heading, "study\nresnet"), new(PassageKind.Table, "shape") { Columns = ["C++"], Rows = [["group"], ["one", "12.3s"]] }];
        (Example() with { Command = "perf study resnet", Told = told }).Write(File);
        var read = Results.Read(File);
        Assert.That((read.Command, read.Told[0].Text, read.Told[1].Kind), Is.EqualTo(("perf study resnet", "study resnet", PassageKind.Table)));
        Assert.That(read.Told[1].Rows, Is.EqualTo(told[1].Rows));
        Assert.That(() => (Example() with { Told = [told[1] with { Columns = [] }] }).Write(File + "2"), Throws.ArgumentException.With.Message.Contains("$.told[0].rows: expected in each row a label and a cell for every column"));
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        Assert.That((root.Remove("command"), root.Remove("told")), Is.EqualTo((true, true)));
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That((Results.Read(File).Command, Results.Read(File).Told.Count), Is.EqualTo(((string?)null, 0)));
    }

    [TestCase(3, 0.5)]
    [TestCase(2, 1)]
    [TestCase(1.5, 1.5)]
    [TestCase(1.2, 2.125)]
    [TestCase(1, null)]
    public void A_loss_is_reached_between_the_middles_of_two_epochs(double loss, double? epochs)
    {
        var curve = new TrainingCurve(step, "c", 1, 1, "accuracy", [new(2.5, 0, 0, 0, 1), new(1.5, 0, 0, 0, 1), new(1.02, 0, 0, 0, 1)], null, null);
        Assert.That(curve.EpochsTo(loss), epochs is null ? Is.Null : Is.EqualTo(epochs).Within(1e-12));
    }

    [Test]
    public void Numbers_are_written_the_same_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Example().Write(File);
            Assert.That(Results.Read(File).Rows[0].Median, Is.EqualTo(10.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void A_reason_of_many_lines_is_kept_in_one()
    {
        var results = Example() with { Rows = [new Row { Case = step, Contender = "cpp", Status = RowStatus.Failed, Reason = "a\nb\u001b[31m" + new string('x', 20_000) }] };
        results.Write(File);
        Assert.That(Results.Read(File).Rows[0].Reason, Does.StartWith("a bxxx").And.Length.EqualTo(OneLine.Longest));
    }

    [Test]
    public void What_could_not_be_read_is_not_written()
    {
        var results = Example();
        Assert.Multiple(() =>
        {
            Assert.That(() => (results with { Rows = [results.Rows[0] with { Median = double.NaN }] }).Write(File), Throws.ArgumentException);
            Assert.That(() => (results with { Rows = [results.Rows[0] with { Low = 99 }] }).Write(File), Throws.ArgumentException.With.Message.Contains("$.rows[0].low: expected no more than the median"));
            Assert.That(() => (results with { Rows = [results.Rows[0], results.Rows[0]] }).Write(File), Throws.ArgumentException.With.Message.Contains("$.rows[1]: expected each contender once in a case"));
        });
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public void Control_characters_do_not_get_through()
    {
        Example().Write(File);
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("C# PerfSuite binding", "C# \\u001b[2J\\u202ebinding"));
        Assert.That(Results.Read(File).Contenders[0].Title, Is.EqualTo("C# binding"));
    }

    [Test]
    public void How_many_processes_rounds_are_of_is_kept_where_it_is_more_than_one()
    {
        var results = Example();
        var row = results.Rows[0] with { Processes = 3 };
        (results with { Rows = [row], Ratios = [Ratio.Of(row, row with { Contender = "cpp" })!] }).Write(File);
        Assert.That(System.IO.File.ReadAllText(File).Split("\"processes\": 3"), Has.Length.EqualTo(3), "of the row and of the ratio");
        var read = Results.Read(File);
        Assert.That((read.Rows[0].Processes, read.Ratios[0].Processes, read.Ratios[0].Count), Is.EqualTo((3, 3, 3)));
    }

    [TestCase(2, "as many rounds of each process")]
    [TestCase(1, "from 2 to")]
    [TestCase(-3, "from 2 to")]
    public void Processes_that_cannot_have_the_rounds_are_refused(int processes, string expected)
    {
        var results = Example();
        (results with { Rows = [results.Rows[0] with { Processes = 3 }], Ratios = [] }).Write(File);
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\"processes\": 3", $"\"processes\": {processes}"));
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("rows[0].processes").And.Message.Contains(expected));
    }

    internal static Results Example()
    {
        var measured = new Row
        {
            Case = step,
            Contender = "csharp-system",
            Iterations = 40,
            WarmUp = [12],
            Rounds = [10, 10.5, 11],
            Median = 10.5,
            Low = 10,
            High = 11,
            Level = 0.75,
            Status = RowStatus.Measured,
        };
        return new Results
        {
            Commit = "0123456789abcdef0123456789abcdef01234567-dirty",
            Taken = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_560),
            Seed = 5,
            Machine = new Machine("A CPU", 2, "An OS", "6.1", "x64", ".NET 10.0.0", 1L << 33, 0.25, true),
            Contenders = [new("csharp-system", "C# PerfSuite binding", "C# 14", new Dictionary<string, string> { ["libtorch"] = "1.13.1" }, "1.13.1", null, "AVX2")],
            Rows = [measured, Row.Without(step, "python", RowStatus.Failed, "python, asked open: died")],
            Ratios = [Ratio.Of(measured, measured with { Contender = "cpp" })!],
            Agreements = [new("overhead", "mnist-cnn", "matched", 32, "cpu", 1, 5, 2, Agreement.Judge([new("csharp-system", "1.13.1", null, null, new string('0', 64), ["0x1p+0", "0x1p+0"])])[0])],
            Counters = [new(step, "csharp-system", 10, new WorkerCounters(0, new Dictionary<string, double> { ["aten::add"] = 2 }, 3, 0, 4, new Dictionary<string, double> { ["aten::add"] = 512.5 }, 4096))],
        };
    }
}
