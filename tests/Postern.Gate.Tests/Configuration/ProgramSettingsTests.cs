using System.Net.Sockets;
using Postern.Gate.Configuration;
using Postern.Gate.Hosting;
using Postern.Smtp.Server;

namespace Postern.Gate.Tests.Configuration;

/// <summary>Programs of the gate's machine, and the sockets at which they submit mail.</summary>
public class ProgramSettingsTests
{
    const string Programs = "programs: {website: {accounts: [33]}}\n";
    const string Listener = "listeners: [{at: 'unix:submit.socket', for: submission}]\n";

    [Fact]
    public void Accounts_are_names_or_numbers_and_a_socket_is_for_submission_without_tls()
    {
        var settings = SomeSettings.Read(
            $"domain: circle.test\n{Listener}programs:\n  website:\n    accounts: [33, 1001]\n  watch:\n    accounts: [root, 4294967294]\n");
        Assert.Equal(["website 33,1001", "watch 0,4294967294"], settings.Programs.Select(p => $"{p.Name} {string.Join(',', p.Accounts)}"));
        var listener = Assert.Single(settings.Listeners);
        Assert.Equal((SmtpService.Submission, SmtpChannel.Local, "submit.socket"), (listener.Service, listener.Channel, $"{listener.EndPoint}"));
        Assert.IsType<UnixDomainSocketEndPoint>(listener.EndPoint);
    }

    [Theory]
    [InlineData("programs: {website: {accounts: [nobody-of-this-name]}}", "2:33: programs.website.accounts[0] is \"nobody-of-this-name\", which is no account in /etc/passwd")]
    [InlineData("programs: {website: {accounts: [-1]}}", "2:33: programs.website.accounts[0] is \"-1\", which is no account")]
    [InlineData("programs: {website: {accounts: [4294967296]}}", "2:33: programs.website.accounts[0] is \"4294967296\", which is no account")]
    [InlineData("programs: {website: {accounts: [4294967295]}}", "2:33: programs.website.accounts[0] is \"4294967295\", which is no account's number")]
    [InlineData("programs: {website: {accounts: [65534]}}", "2:33: programs.website.accounts[0] is \"65534\", the account 65534, which the kernel also tells of programs in other containers")]
    [InlineData("programs: {website: {accounts: 33}}", "2:32: programs.website.accounts is a list")]
    [InlineData("programs: {website: {accounts: []}}", "2:21: programs.website.accounts is missing or empty; name the accounts that it runs as")]
    [InlineData("programs: {website: }", "programs.website.accounts is missing or empty")]
    [InlineData("programs: {website: {accounts: [33, 33]}}", "2:37: the account 33 stands here twice; take one of the two away")]
    [InlineData("programs: {website: {accounts: [0]}, watch: {accounts: [root]}}", "2:57: the account 0 is website already; an account belongs to one program")]
    [InlineData("programs: {Website: {accounts: [33]}}", "2:12: programs has the name \"Website\"")]
    [InlineData("programs: {website: {accounts: [33], pins: x}}", "programs.website.pins is unknown; programs.website has accounts")]
    public void A_program_that_cannot_be_is_refused_with_its_place(string text, string because) => Refused($"domain: circle.test\n{text}\n{Listener}", because);

    [Theory]
    [InlineData("{at: 'unix:submit.socket'}", "3:13: listeners[0].for must be submission at a Unix socket")]
    [InlineData("{at: 'unix:submit.socket', for: peers}", "3:45: listeners[0].for must be submission at a Unix socket")]
    [InlineData("{at: 'unix:submit.socket', for: submission, tls: starttls}", "listeners[0].tls is given, but nothing lies between a program and a Unix socket of the same machine; leave it out")]
    [InlineData("{at: 'unix:', for: submission}", "3:18: listeners[0].at names no path; write one behind unix:")]
    [InlineData("{at: \"unix:a\\0b\", for: submission}", "listeners[0].at has a control character")]
    [InlineData("{at: 'unix:LONG', for: submission}", "3:18: listeners[0].at is a path of 108 octets; a socket's has at most 107")]
    [InlineData("{at: 'unix:LESS', for: submission}", "3:18: listeners[0].at is a path of 108 octets; a socket's has at most 107 (from the root, /srv/")]
    [InlineData("{at: 'unix:postern.db.control', for: submission}", "3:18: listeners[0].at is where the gate's owner speaks to it (/srv/postern.db.control); take another name")]
    [InlineData("{at: 'unix:./a/../postern.db.control', for: submission}", "is where the gate's owner speaks to it")]
    [InlineData("{at: 'unix:/srv/postern.db.control', for: submission}", "is where the gate's owner speaks to it")]
    [InlineData("{at: 'unix:a', for: submission}, {at: 'unix:/srv/a', for: submission}", "/srv/a is listened at already; take one of the two away")]
    public void A_socket_that_cannot_be_is_refused_with_its_place(string listeners, string because)
    {
        // Two octets are one letter: what counts is octets.
        listeners = listeners.Replace("LONG", $"{new string('\u00e4', 53)}bb", StringComparison.Ordinal).Replace("LESS", new string('a', 103), StringComparison.Ordinal);
        Refused($"domain: circle.test\n{Programs}listeners: [{listeners}]\n", because);
    }

    // Listeners change with a start only: who is taken away must be gone at once all the same.
    [Fact]
    public void The_last_program_can_be_taken_away_while_the_gate_runs()
    {
        var now = SomeSettings.Read($"domain: circle.test\n{Programs}{Listener}");
        var next = SomeSettings.Read($"domain: circle.test\n{Listener}");
        Assert.Empty(next.Programs);
        Assert.Null(SettingsChange.Refusal(now, next));
        Assert.Equal(["program website removed"], SettingsChange.Lines(now, next));
    }

    [Fact]
    public void What_is_changed_of_a_program_is_said()
    {
        var now = SomeSettings.Read($"domain: circle.test\n{Programs}{Listener}");
        var next = now with { Programs = [new OwnProgram("website", [34]), new OwnProgram("watch", [7])] };
        Assert.Equal(["program watch added", "program website changed"], SettingsChange.Lines(now, next));
        Assert.Equal(["program watch removed", "program website changed"], SettingsChange.Lines(next, now));
        // The same file read again has the same listeners, though each reading makes them anew.
        Assert.Null(SettingsChange.Refusal(now, SomeSettings.Read($"domain: circle.test\n{Programs}{Listener}")));
        var elsewhere = SomeSettings.Read($"domain: circle.test\n{Programs}{Listener.Replace("submit", "other", StringComparison.Ordinal)}");
        Assert.Equal("listeners", SettingsChange.Refusal(now, elsewhere));
    }

    [Theory]
    [InlineData("www-data", 33U)]
    [InlineData("twice", 5U)]
    [InlineData("www", null)]
    [InlineData("short", null)]
    [InlineData("words", null)]
    [InlineData("", null)]
    public void Accounts_are_found_by_their_whole_names(string name, uint? expected)
    {
        string[] lines = ["", "root:x:0:0:root:/root:/bin/sh", "www-data:x:33:33::/var/www:", "twice:x:5:5:::", "twice:x:6:6:::", "short:x:7", "words:x:many:8:::"];
        Assert.Equal(expected is not null, AccountList.TryFind(name, lines, out var number));
        Assert.Equal(expected ?? 0, number);
    }

    static void Refused(string text, string because)
    {
        Assert.Null(GateSettingsReader.Read("/srv/postern.yaml", text, out var problems));
        Assert.Contains(problems, p => $"{p}"["/srv/postern.yaml:".Length..].Contains(because, StringComparison.Ordinal));
    }
}
