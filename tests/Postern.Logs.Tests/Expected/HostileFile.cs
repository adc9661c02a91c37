using System.Text.Json.Nodes;
using Postern.Testing;

namespace Postern.Logs.Tests.Expected;

/// <summary>One file of <c>shared/data/hostile</c> and what its manifest wants.</summary>
static class HostileFile
{
    /// <summary>Reads the file and checks the numbers of the manifest that are about records.</summary>
    public static ListSink AssertRead(LogFormat format, string name)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(SharedData.Path("hostile", "MANIFEST.json")))!;
        var entry = manifest["files"]!.AsArray().Single(f => (string?)f!["file"] == name)!;
        var options = ExpectedFile.OptionsOf(entry["import_options"] as JsonObject);
        var (sink, records) = SampleReading.File(format, SharedData.Path("hostile", name), options);
        var expect = entry["expect"]!;
        Assert.Equal(records, sink.Fates);
        Assert.InRange(
            sink.Contacts.Count,
            (int?)expect["contacts"] ?? (int?)expect["contacts_min"] ?? 0,
            (int?)expect["contacts"] ?? (int?)expect["contacts_max"] ?? int.MaxValue);
        if ((int?)expect["rejected"] is { } rejected)
            Assert.Equal(rejected, sink.Rejected.Count);
        if ((int?)expect["distinct_targets"] is { } targets)
            Assert.Equal(targets, sink.Contacts.Select(c => c.Target).Distinct(StringComparer.Ordinal).Count());
        return sink;
    }
}
