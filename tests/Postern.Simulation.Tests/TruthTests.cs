using System.Text.Json;
using Postern.Simulation.Specification;
using Postern.Simulation.Truth;

namespace Postern.Simulation.Tests;

public class TruthTests
{
    [Fact]
    public void The_truth_is_what_the_record_holds()
    {
        var record = Some.Record(ExampleSpecification.Text);
        var truth = RecordTruth.Of(record, "00", "csv", 1);

        Assert.Equal(record.Contacts.Count, truth.Contacts);
        Assert.Equal(record.Contacts.Count, truth.Pairs.Sum(p => p.Contacts));
        Assert.Equal(record.Contacts.Count, truth.Parties.Sum(p => p.Contacts));
        var stopped = truth.Pairs.Single(p => p.Target == "backup.example.net");
        Assert.Equal(("2026-03-09T15:41:07Z", "stopped"), (stopped.Last, Assert.Single(stopped.Parties)));
        Assert.Equal([200, 190], truth.Pairs.Where(p => p.Parties.Contains("twins")).Select(p => p.Contacts));
        var people = truth.Parties.Single(p => p.Name == "people").Demand[0];
        Assert.Equal(["office"], people.Follows);
        Assert.InRange(people.PerHour![0], 1, people.PerHour[1]);
        Assert.True(truth.Synthetic);
    }

    [Fact]
    public void Stamps_that_a_format_cuts_are_cut_in_the_truth_too()
    {
        var record = Some.Record(ExampleSpecification.Text);
        var truth = RecordTruth.Of(record, "00", "unbound", UnixTime.Second);

        Assert.Equal(1, truth.ResolutionSeconds);
        Assert.All(truth.Pairs, p => Assert.Equal("2026-03-01T23:02:35Z".Length, p.First.Length));
    }

    [Fact]
    public void Its_JSON_leaves_out_what_does_not_apply()
    {
        var json = JsonSerializer.Serialize(RecordTruth.Of(Some.Record(ExampleSpecification.Text), "00", "csv", 1), TruthJson.Default.RecordTruth);

        Assert.StartsWith("{\n  \"schema\": \"postern.truth/1\",\n  \"synthetic\": true,\n  \"name\": \"one office, two weeks\",", json.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
    }
}
