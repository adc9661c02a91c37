using System.Net;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Server;

namespace Postern.Gate.Tests.Configuration;

public class GateSettingsReaderTests
{
    const string Least = "domain: circle.test\nlisteners:\n  - at: 127.0.0.1:2525\n";

    [Fact]
    public void The_default_file_reads_back_as_the_defaults()
    {
        var settings = SomeSettings.Read(DefaultSettingsFile.Text(MailDomain.Parse("circle.example")));
        Assert.Equal("circle.example", settings.Domain.Ascii);
        Assert.Equal(settings.Domain, settings.HostName);
        Assert.Equal(new CertificateSettings(), settings.Certificate);
        Assert.Equal(new GateLimits(), settings.Limits);
        Assert.Equal(new HeartbeatSettings(), settings.Heartbeats);
        Assert.Equal(new QueueSettings(), settings.Queue);
        Assert.Equal(
            [
                new ListenerSettings(IPEndPoint.Parse("127.0.0.1:2525"), SmtpService.Relay, SmtpChannel.Clear),
                new ListenerSettings(IPEndPoint.Parse("127.0.0.1:2465"), SmtpService.Submission, SmtpChannel.Tls),
            ],
            settings.Listeners);
        Assert.Equal(["postmaster"], settings.Mailboxes.Keys);
        Assert.Empty(settings.Peers);
        Assert.Empty(settings.Hosts);
        Assert.Empty(settings.Programs);
        Assert.Empty(settings.Aliases);
    }

    [Fact]
    public void What_the_default_file_leaves_out_has_the_values_that_it_shows()
    {
        var whole = SomeSettings.Read(DefaultSettingsFile.Text(MailDomain.Parse("circle.test")));
        var least = SomeSettings.Read(Least);
        Assert.Equal((whole.Limits, whole.Heartbeats, whole.Queue, whole.Certificate), (least.Limits, least.Heartbeats, least.Queue, least.Certificate));
        Assert.Equal((whole.LedgerPath, whole.MailFolder, whole.HostName), (least.LedgerPath, least.MailFolder, least.HostName));
    }

    [Fact]
    public void The_examples_in_the_default_file_s_comments_are_settings()
    {
        var text = DefaultSettingsFile.Text(MailDomain.Parse("circle.test"));
        var pin = SomeSettings.Pin("north").Hex;
        var examples = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.StartsWith("#   ", StringComparison.Ordinal) ? line[2..] : line).ToList();
        // Each example stands above its section; put it behind the section's key, and made-up keys in the place of dots.
        List<string> file = [];
        List<string> example = [];
        foreach (var line in examples)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal) && text.Contains($"# {line}", StringComparison.Ordinal))
                example.Add(line);
            else
            {
                file.Add(line);
                if (line is "delivery:" or "mailboxes:" or "aliases:" or "hosts:" or "programs:" or "peers:")
                {
                    file.AddRange(example);
                    example.Clear();
                }
            }
        }
        var number = 0;
        // An account that every machine has.
        file = [.. file.Select(line => line.Replace("www-data", "root", StringComparison.Ordinal))];
        var filled = string.Join('\n', file.Select(line => line.Contains("sha256:…", StringComparison.Ordinal)
            ? line.Replace("sha256:…", $"sha256:{number++:x2}{pin[2..]}", StringComparison.Ordinal)
            : line));
        filled = filled.Replace("SCRAM-SHA-256$…", SomeSettings.Verifier("north"), StringComparison.Ordinal)
            .Replace("SCRAM-SHA-256$4096:salt$stored-key:server-key", SomeSettings.Verifier("alice"), StringComparison.Ordinal);
        var settings = SomeSettings.Read(filled);
        var north = Assert.Single(settings.Peers);
        Assert.Equal("192.0.2.20:25", settings.OwnServer!.Relay!.EndPoint.ToString());
        Assert.Equal("intranet", Assert.Single(settings.Hosts).Name);
        var website = Assert.Single(settings.Programs);
        Assert.Equal(("website", "0,1001"), (website.Name, string.Join(',', website.Accounts)));
        Assert.Equal("alice", settings.Aliases["info"]);
        Assert.NotNull(settings.Mailboxes["alice"].Credentials);
        Assert.Equal(2, north.Pins.Count);
        Assert.Equal("north", north.Credentials!.User);
        Assert.Equal(["postmaster"], north.Recipients);
        Assert.Equal(10 << 20, north.Limits.MessageSize);
        Assert.Equal("Mon-Fri 08:00-18:00", Assert.Single(north.Hours!.Spans).ToString());
        Assert.Equal("north.password", north.Route!.Credentials!.PasswordFile);
    }

    [Fact]
    public void A_peer_has_what_its_section_says_and_the_usual_limits_for_the_rest()
    {
        var settings = SomeSettings.Read(SomeSettings.Circle("recipients: 7", "connections: 3"));
        var peers = settings.Peers.ToDictionary(p => p.Name);
        Assert.Equal([SomeSettings.Pin("peer-a"), SomeSettings.Pin("peer-a-next")], peers["peer-a"].Pins);
        Assert.Equal([MailDomain.Parse("peer-a.test"), MailDomain.Parse("a2.peer-a.test")], peers["peer-a"].SenderDomains);
        Assert.Equal(new PeerLimits { MessageSize = 1 << 20, Recipients = 7, Connections = 3 }, peers["peer-a"].Limits);
        Assert.Null(peers["peer-a"].Recipients);
        Assert.False(peers["peer-a"].TakesMail);
        Assert.True(peers["peer-b"].TakesMail);
        Assert.Equal((IPEndPoint.Parse("127.0.0.3:2600"), ClientSecurity.StartTls), (peers["peer-b"].Route!.EndPoint, peers["peer-b"].Route!.Security));
        Assert.True(peers["peer-c"].Credentials!.Verifier.Accepts("correct horse battery"));
        Assert.Equal(PeerState.Retired, peers["peer-r"].State);
    }

    [Fact]
    public void A_secret_written_by_mistake_is_not_repeated()
    {
        var problem = Assert.Single(SomeSettings.Problems($"{Least}mailboxes:\n  postmaster:\n    verifier: hunter2\n"));
        Assert.DoesNotContain("hunter2", problem);
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_the_file()
    {
        var problems = SomeSettings.Problems("domain: circle.test.\nlisteners:\n  - at: localhost:25\nlimits:\n  recipients: many\n");
        Assert.Equal(
            [
                "postern.yaml:1:9: domain is \"circle.test.\"; leave the last dot away",
                "postern.yaml:3:9: listeners[0].at is \"localhost:25\"; write an address and a port, such as 192.0.2.7:25 or '[2001:db8::7]:25' (names are not looked up); or unix: and the path of a socket for programs of this machine",
                "postern.yaml:5:15: limits.recipients is \"many\"; write a whole number from 1 to 10000",
            ],
            problems);
    }
}
