using System.Text.Json.Nodes;
using Postern.Contacts;
using Postern.Logs.Postfix;
using Postern.Logs.Tests.Expected;
using Postern.Testing;

namespace Postern.Logs.Tests.Postfix;

/// <summary>Lines of real servers, each labelled with its time and client by somebody else's project.</summary>
public class LabelledLinesTests
{
    [Fact]
    public void Refused_clients_and_their_times_are_those_of_the_labels()
    {
        var compared = 0;
        foreach (var (label, line) in Labelled(SharedData.Path("mta-lines-fail2ban", "postfix.log")))
        {
            if ((string?)label["time"] is not { } text || !DateTime.TryParse(text, out var time))
                continue;
            var sink = SampleReading.Text(new PostfixFormat(), line, new ReadOptions { LogYear = time.Year });
            Assert.Equal(1, sink.Fates);
            if (sink.Contacts is not [var contact])
                continue;
            var utc = new DateTimeOffset(time, TimeSpan.Zero);
            // One label gives an address by another name.
            Assert.True((string?)label["host"] == contact.Source, $"{line}: read {contact.Source}");
            Assert.True(UnixTime.From(utc) == contact.Time, $"{line}: read {UnixTime.Format(contact.Time!.Value)}");
            compared++;
        }
        Assert.True(compared >= 27, $"only {compared} labelled lines gave a contact");
    }

    static IEnumerable<(JsonObject Label, string Line)> Labelled(string path)
    {
        JsonObject? label = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("# failJSON:", StringComparison.Ordinal))
                label = (JsonObject)JsonNode.Parse(line["# failJSON:".Length..])!;
            else if (line.Length > 0 && line[0] != '#' && label is not null)
            {
                yield return (label, line);
                label = null;
            }
        }
    }
}
