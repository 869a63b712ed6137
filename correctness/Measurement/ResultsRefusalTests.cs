using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Files of results that are none: each named, with the place and what was expected there.</summary>
public sealed class ResultsRefusalTests
{
    private string folder = "";

    private string File => Path.Combine(folder, "results.json");

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("perfsuite-results-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase("$.schema", "\"perfsuite-results/2\"", "$.schema: expected \"perfsuite-results/1\", found \"perfsuite-results/2\"")]
    [TestCase("$.machine", "[]", "$.machine: expected an object, found a list")]
    [TestCase("$.machine.cores", "0", "$.machine.cores: expected a whole number from 1 to 1048576, found 0")]
    [TestCase("$.taken", "\"yesterday\"", "$.taken: expected a time such as 2026-01-31T12:00:00+00:00, found \"yesterday\"")]
    [TestCase("$.rows", "{}", "$.rows: expected a list, found an object")]
    [TestCase("$.rows[0]", "1", "$.rows[0]: expected an object, found 1")]
    [TestCase("$.rows[0].median", "\"10\"", "$.rows[0].median: expected a finite number, found \"10\"")]
    [TestCase("$.rows[0].median", "1e999", "$.rows[0].median: expected a finite number, found 1e999")]
    [TestCase("$.rows[0].median", "null", "$.rows[0].status: expected a median and rounds beside \"Measured\", found \"Measured\"")]
    [TestCase("$.rows[0].high", "1", "$.rows[0].high: expected no less than the median, found 1")]
    [TestCase("$.rows[0].low", "null", "$.rows[0].high: expected low, high and level, or none of them, found 11")]
    [TestCase("$.rows[0].unit", "\"s\"", "$.rows[0].unit: expected \"ns\" or \"bytes\", found \"s\"")]
    [TestCase("$.rows[0].high", "null", "$.rows[0].low: expected low, high and level, or none of them, found 10")]
    [TestCase("$.rows[0].rounds[1]", "-1", "$.rows[0].rounds[1]: expected a number from 5E-324 to 1.7976931348623157E+308, found -1")]
    [TestCase("$.rows[0].batch", "65537", "$.rows[0].batch: expected a whole number from 1 to 65536, found 65537")]
    [TestCase("$.rows[0].threads", "1.5", "$.rows[0].threads: expected a whole number from 1 to 1024, found 1.5")]
    [TestCase("$.rows[0].contender", "\"\"", "$.rows[0].contender: expected a name, found \"\"")]
    [TestCase("$.rows[0].status", "\"Great\"", "$.rows[0].status: expected one of Measured, Failed, Absent, Disagrees, Cancelled, NotOffered, found \"Great\"")]
    [TestCase("$.rows[0].status", "\"0\"", "$.rows[0].status: expected one of Measured, Failed, Absent, Disagrees, Cancelled, NotOffered, found \"0\"")]
    [TestCase("$.rows[1].reason", "null", "$.rows[1].status: expected \"Measured\", or a reason and no median, found \"Failed\"")]
    [TestCase("$.ratios[0].median", "0", "$.ratios[0].median: expected a number from 5E-324 to 1.7976931348623157E+308, found 0")]
    [TestCase("$.seed", "-1", "$.seed: expected a whole number from 0 to 9007199254740992, found -1")]
    [TestCase("$.commit", "\"\"", "$.commit: expected a name, found \"\"")]
    [TestCase("$.machine.cores", "1048577", "$.machine.cores: expected a whole number from 1 to 1048576, found 1048577")]
    [TestCase("$.machine.memoryBytes", "0", "$.machine.memoryBytes: expected a whole number from 1 to 9223372036854775807, found 0")]
    [TestCase("$.machine.load", "-0.5", "$.machine.load: expected a number from 0 to 1.7976931348623157E+308, found -0.5")]
    [TestCase("$.machine.hypervisor", "1", "$.machine.hypervisor: expected true or false, found 1")]
    [TestCase("$.rows[0].batch", "0", "$.rows[0].batch: expected a whole number from 1 to 65536, found 0")]
    [TestCase("$.rows[0].threads", "1025", "$.rows[0].threads: expected a whole number from 1 to 1024, found 1025")]
    [TestCase("$.rows[0].iterations", "1000000001", "$.rows[0].iterations: expected a whole number from 0 to 1000000000, found 1000000001")]
    [TestCase("$.rows[0].iterations", "-1", "$.rows[0].iterations: expected a whole number from 0 to 1000000000, found -1")]
    [TestCase("$.rows[0].level", "1.5", "$.rows[0].level: expected a number from 0 to 1, found 1.5")]
    [TestCase("$.ratios[0].count", "0", "$.ratios[0].count: expected a whole number from 1 to 100000, found 0")]
    [TestCase("$.counters[0].iterations", "0", "$.counters[0].iterations: expected a whole number from 1 to 1000000000, found 0")]
    [TestCase("$.counters[0].tensorsAlive", "0.5", "$.counters[0].tensorsAlive: expected a whole number from -9007199254740992 to 9007199254740992, found 0.5")]
    [TestCase("$.agreements[0].steps", "0", "$.agreements[0].steps: expected a whole number from 1 to 1000, found 0")]
    [TestCase("$.agreements[0].steps", "1001", "$.agreements[0].steps: expected a whole number from 1 to 1000, found 1001")]
    [TestCase("$.agreements[0].largestDifference", "-1", "$.agreements[0].largestDifference: expected a number from 0 to 1.7976931348623157E+308, found -1")]
    [TestCase("$.agreements[0].tolerance", "-1", "$.agreements[0].tolerance: expected a number from 0 to 1.7976931348623157E+308, found -1")]
    [TestCase("$.counters[0].nativeOperations", "[]", "$.counters[0].nativeOperations: expected an object, found a list")]
    [TestCase("$.counters[0].nativeCalls", "-1", "$.counters[0].nativeCalls: expected a number from 0 to 9007199254740992, found -1")]
    [TestCase("$.counters[0].nativeCalls", "1e999", "$.counters[0].nativeCalls: expected a finite number, found 1e999")]
    [TestCase("$.counters[0].operationNanoseconds", "3", "$.counters[0].operationNanoseconds: expected an object, found 3")]
    [TestCase("$.counters[0].operationNanoseconds.aten::add", "-0.5", "$.counters[0].operationNanoseconds.aten::add: expected a number from 0 to 9007199254740992, found -0.5")]
    [TestCase("$.counters[0].operationNanoseconds.aten::add", "\"NaN\"", "$.counters[0].operationNanoseconds.aten::add: expected a finite number, found \"NaN\"")]
    [TestCase("$.agreements[0].sameDigest", "\"yes\"", "$.agreements[0].sameDigest: expected true or false, found \"yes\"")]
    public void A_wrong_value_is_named_with_file_place_and_expectation(string place, string json, string expected)
    {
        ResultsTests.Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        const string Marker = "marker-of-the-place";
        Replace(root, place, Marker);
        System.IO.File.WriteAllText(File, root.ToJsonString().Replace($"\"{Marker}\"", json));
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: {expected};"));
    }

    [TestCase("", "there is nothing in it")]
    [TestCase(" ", "line 1, byte 2: expected JSON")]
    [TestCase("{\"schema\":", "line 1, byte 11: expected JSON")]
    [TestCase("{\"schema\":1,\"schema\":1}", "expected JSON with each member once")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[", "at most 16 deep")]
    [TestCase("{}", "$: expected a member 'schema', found none")]
    [TestCase("\"\\ud800\"", "$: expected an object")]
    [TestCase("{\"schema\":\"\\ud800\"}", "$.schema: expected a string, found one that is not Unicode")]
    public void A_broken_document_is_named(string text, string expected)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith(File).And.Message.Contains(expected));
    }

    [Test]
    public void Bytes_that_are_no_text_are_refused()
    {
        ResultsTests.Example().Write(File);
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var broken = whole[..random.Next(whole.Length)];
            for (var hits = random.Next(4); hits > 0 && broken.Length > 0; hits--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            System.IO.File.WriteAllBytes(File, broken);
            Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>());
        }
    }

    [Test]
    public void Lists_and_names_beyond_every_measure_are_refused()
    {
        ResultsTests.Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root["contenders"] = new JsonArray([.. Enumerable.Range(0, 4097).Select(_ => (JsonNode?)null)]);
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: $.contenders: expected a list of at most 4096, found 4097;"));
        ResultsTests.Example().Write(File);
        root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root["contenders"]![0]!["versions"] = new JsonObject(Enumerable.Range(0, 4097).Select(i => KeyValuePair.Create<string, JsonNode?>($"v{i}", "1")));
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: $.contenders[0].versions: expected an object of at most 4096 members, found more;"));
        root["contenders"]![0]!["versions"] = new JsonObject { ["v"] = new string('x', 257) };
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: $.contenders[0].versions.v: expected a string of at most 256 characters, found 257;"));
        System.IO.File.WriteAllText(File, "{\"schema\":\"perfsuite-results/1\",\"\\ud800\":1}");
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("a name that is not Unicode"));
        System.IO.File.WriteAllText(File, "7");
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: $: expected an object, found 7;"));
    }

    [TestCase("rows", "each contender once in a case")]
    [TestCase("ratios", "each pair once in a case")]
    [TestCase("counters", "each contender once in a case")]
    [TestCase("contenders", "each contender once")]
    public void What_stands_there_twice_is_refused(string list, string expected)
    {
        ResultsTests.Example().Write(File);
        var root = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        root[list]!.AsArray().Insert(1, root[list]![0]!.DeepClone());
        System.IO.File.WriteAllText(File, root.ToJsonString());
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.StartWith($"{File}: $.{list}[1]: expected {expected}, found ").And.Message.Contains(" again;"));
    }

    [Test]
    public void A_missing_file_or_a_folder_is_named()
    {
        Assert.That(() => Results.Read(File), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("there is no such file"));
        Assert.That(() => Results.Read(folder), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cannot be read"));
    }

    private static void Replace(JsonNode root, string place, string marker)
    {
        var steps = place[2..].Replace("[", ".#").Replace("]", "").Split('.');
        var node = root;
        foreach (var name in steps[..^1])
            node = name[0] == '#' ? node[int.Parse(name[1..])]! : node[name]!;
        if (steps[^1][0] == '#')
            node[int.Parse(steps[^1][1..])] = marker;
        else
            node[steps[^1]] = marker;
    }
}
