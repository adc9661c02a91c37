using System.Net;
using Postern.Gate.Cards;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;

namespace Postern.Gate.Tests.Cards;

public class PeerCardTests
{
    [Theory]
    [InlineData("192.0.2.7:25", "192.0.2.7", ClientSecurity.StartTls)]
    [InlineData("[2001:db8::7]:465", "2001:db8:7::/64", ClientSecurity.Implicit)]
    public void A_card_is_read_as_it_was_written(string route, string address, ClientSecurity security)
    {
        var card = Some() with { EndPoint = IPEndPoint.Parse(route), Addresses = [AddressBlock.Parse(address)], Security = security };
        Assert.True(PeerCard.TryRead("card", card.ToString(), out var read, out var problems), string.Join('\n', problems));
        Assert.Equal(card.ToString(), read.ToString());
        Assert.Equal((card.Name, card.Domain, card.EndPoint, card.Security, card.Key), (read.Name, read.Domain, read.EndPoint, read.Security, read.Key));
    }

    [Theory]
    [InlineData("postern-card: 1", "postern-card: 2", "postern-card is 2; this program reads 1")]
    [InlineData("postern-card: 1\n", "", "postern-card is missing; this is no card")]
    [InlineData("name: north", "name: ../north", "name has the name \"../north\"")]
    [InlineData("domain: north.example", "domain: '*.example'", "patterns are not read")]
    [InlineData("addresses: [192.0.2.7]", "addresses: []", "addresses is empty")]
    [InlineData("route: '192.0.2.7:25'", "route: mail.north.example:25", "names are not looked up")]
    [InlineData("tls: starttls", "tls: none", "write starttls or implicit")]
    [InlineData("key: sha256:", "key: sha256:00", "key is")]
    [InlineData("words: ", "words: babab-", "words is")]
    [InlineData("words: ", "recipients: [all]\nwords: ", "recipients is unknown")]
    public void What_is_wrong_with_a_card_is_said_with_its_place(string text, string by, string expected)
    {
        Assert.False(PeerCard.TryRead("north.card", Some().ToString().Replace(text, by, StringComparison.Ordinal), out _, out var problems));
        Assert.Contains(problems, p => p.ToString().StartsWith("north.card:", StringComparison.Ordinal) && p.Text.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Words_of_another_key_are_a_card_that_was_changed()
    {
        var card = Some();
        var text = card.ToString().Replace(card.Key.Words, SomeSettings.Pin("another").Words, StringComparison.Ordinal);
        Assert.False(PeerCard.TryRead("card", text, out _, out var problems));
        Assert.Contains("the card was changed", Assert.Single(problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_card_allows_is_said_before_it_is_done()
    {
        var card = Some();
        var allows = card.Allows("n");
        Assert.All(["192.0.2.7", $"{card.Key}", card.Key.Words, "north.example", "every mailbox", "192.0.2.7:25"], said => Assert.Contains(said, allows, StringComparison.Ordinal));
    }

    internal static PeerCard Some() => new()
    {
        Name = "north",
        Domain = MailDomain.Parse("north.example"),
        Addresses = [AddressBlock.Parse("192.0.2.7")],
        EndPoint = IPEndPoint.Parse("192.0.2.7:25"),
        Security = ClientSecurity.StartTls,
        Key = SomeSettings.Pin("north"),
    };
}

public sealed class PeerBookTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-book-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string File => Path.Combine(folder, "postern.yaml");

    PeerBook Book => new(File);

    [Theory]
    [InlineData("peers:\n")]
    [InlineData("peers:\n# the circle\n\n")]
    [InlineData("peers: {}\n")]
    [InlineData("peers:   # nobody\n")]
    [InlineData("")]
    [InlineData("peers:\n    # west, by contract\n    west:\n        addresses: [192.0.2.99]\n        pins: {current: KEY}\n        sender-domains: [west.example]\n")]
    public void A_peer_is_added_and_taken_away_again_and_every_other_octet_stays(string peers)
    {
        foreach (var end in new[] { "\n", "\r\n" })
        {
            var text = $"# mine\ndomain: circle.test   # ours\nlisteners: [{{at: '127.0.0.1:2525'}}]\n{peers.Replace("KEY", $"{SomeSettings.Pin("west")}", StringComparison.Ordinal)}mailboxes:\n  postmaster:\n"
                .Replace("\n", end, StringComparison.Ordinal);
            System.IO.File.WriteAllText(File, text);
            Book.Add(PeerCardTests.Some(), "north");
            var added = Assert.Single(Book.Read().Peers, p => p.Name == "north");
            Assert.Equal(("192.0.2.7:25", SomeSettings.Pin("north")), ($"{added.Route!.EndPoint}", added.Pins[0]));
            var lines = System.IO.File.ReadAllText(File).Split(end);
            Assert.Empty(text.Split(end).Select(l => l.Replace(" {}", "", StringComparison.Ordinal)).Except(lines));
            Book.Remove("north");
            if (peers.Length > 0)
                Assert.Equal(text.Replace("peers: {}", "peers:", StringComparison.Ordinal), System.IO.File.ReadAllText(File));
            Assert.Equal([File], Directory.GetFiles(folder));
        }
    }

    [Fact]
    public void Every_peer_of_the_middle_and_the_end_can_be_taken_away()
    {
        var text = SomeSettings.Circle();
        foreach (var name in new[] { "peer-a", "peer-b", "peer-c", "peer-r" })
        {
            System.IO.File.WriteAllText(File, text);
            Book.Remove(name);
            Assert.Equal(["peer-a", "peer-b", "peer-c", "peer-r"], Book.Read().Peers.Select(p => p.Name).Append(name).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("sender-domains: [peer-a.test, a2.peer-a.test]", "sender-domains: [north.example]", "north.example is a sender domain of")]
    [InlineData("addresses: [127.0.0.2/32]", "addresses: [192.0.2.0/24]", "overlaps")]
    public void A_peer_that_the_gate_would_refuse_is_not_written(string text, string by, string expected)
    {
        var settings = SomeSettings.Circle().Replace(text, by, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, settings);
        var problem = Assert.Throws<InvalidDataException>(() => Book.Add(PeerCardTests.Some(), "north"));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(settings, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void What_cannot_be_changed_by_lines_is_left_to_its_owner()
    {
        var text = $"domain: circle.test\nlisteners: [{{at: '127.0.0.1:1'}}]\npeers: {{w: {{addresses: [192.0.2.99], pins: {{current: {SomeSettings.Pin("w")}}}, sender-domains: [w.test]}}}}\n";
        System.IO.File.WriteAllText(File, text);
        Assert.Contains("lines of its own", Assert.Throws<InvalidDataException>(() => Book.Add(PeerCardTests.Some(), "north")).Message, StringComparison.Ordinal);
        Assert.Contains("by hand", Assert.Throws<InvalidDataException>(() => Book.Remove("w")).Message, StringComparison.Ordinal);
        Assert.Contains("no peer x", Assert.Throws<InvalidDataException>(() => Book.Remove("x")).Message, StringComparison.Ordinal);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_and_a_file_s_mode_is_kept()
    {
        if (OperatingSystem.IsWindows())
            return;
        System.IO.File.WriteAllText(File, SomeSettings.Circle());
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<InvalidDataException>(() => Book.Add(PeerCardTests.Some(), "peer-a"));
        Book.Add(PeerCardTests.Some(), "north");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }
}
