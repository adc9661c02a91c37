using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.Bind;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Logs.Tests.Expected;
using Postern.Logs.Zeek;
using Postern.Testing;

namespace Postern.Logs.Tests.Reading;

/// <summary>The files of a rotated set, found in their folder, are one record with the contacts of each.</summary>
public sealed class RotatedTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-rotated-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Rotated_files_of_bind_are_one_record() =>
        AssertOneRecord(new BindFormat(), "bind/rotated-size", ["query.log.3", "query.log.2", "query.log.1", "query.log.0", "query.log"]);

    [Fact]
    public void Hourly_files_of_zeek_are_one_record() =>
        AssertOneRecord(new ZeekFormat(), "zeek/rotated", [.. Enumerable.Range(17, 5).Select(h => $"dns.{h}_00_00-{h + 1}_00_00.log.gz")]);

    void AssertOneRecord(LogFormat format, string set, string[] names)
    {
        List<ReadContact> contacts = [];
        long expected = 0;
        foreach (var name in names)
        {
            var path = SharedData.Path("formats", set, name);
            File.Copy(path, Path.Combine(folder, name));
            contacts.AddRange(SampleReading.File(format, path, new ReadOptions()).Sink.Contacts);
            expected += (long)JsonNode.Parse(File.ReadAllText($"{path}.expected.json"))!["counts"]!["contacts"]!;
        }
        foreach (var threads in new[] { 1, 3 })
        {
            var files = InputFiles.Find([folder], DateTimeOffset.UnixEpoch, out _);
            var harvest = new TableHarvest(ContactFilter.None);
            var reports = new LogReader(new ReadOptions(), threads).Read(files, harvest, null, TestContext.Current.CancellationToken);

            Assert.Equal(names, reports.Select(r => Path.GetFileName(r.Path)));
            Assert.Equal(expected, reports.Sum(r => r.Tally.Contacts));
            Assert.Equal(TableText.Of(contacts), TableText.Of(harvest.Build(TestContext.Current.CancellationToken)));
            Assert.Equal(0, harvest.Duplicates);
        }
    }
}
