namespace Postern.Gate.Tests.Configuration;

/// <summary>Everything that a settings file is refused for, each with its place.</summary>
public class RefusalTests
{
    const string Head = "domain: circle.test\nlisteners: [{at: '127.0.0.1:2525'}]\n";

    static string PinA => SomeSettings.Pin("a").ToString();

    static string PinB => SomeSettings.Pin("b").ToString();

    // Behind Head: what follows begins in line 3.
    [Theory]
    [InlineData("colour: red", "3:1", "colour is unknown; the file has domain, host")]
    [InlineData("limits: {sizes: 3}", "3:10", "limits.sizes is unknown; limits has message-size")]
    [InlineData("host: a.test\nhost: b.test", "4:1", "\"host\" stands in line 3 already")]
    [InlineData("host: 'no domain'", "3:7", "is no mail domain")]
    [InlineData("host: '*.circle.test'", "3:7", "patterns are not read")]
    [InlineData("host: [a.test]", "3:7", "host is a single value")]
    [InlineData("host:", "3:6", "has no value")]
    [InlineData("limits: 3", "3:9", "limits is a map")]
    [InlineData("limits: {message-size: 50}", "3:24", "write a whole number and KiB")]
    [InlineData("limits: {message-size: 1 KiB}", "3:24", "it can be 64 KiB to 16 GiB")]
    [InlineData("limits: {command-timeout: 5}", "3:27", "such as 5 min")]
    [InlineData("limits: {command-timeout: 2 d}", "3:27", "it can be 1 s to 1 h")]
    [InlineData("limits: {command-timeout: -5 min}", "3:27", "such as 5 min")]
    [InlineData("limits: {octets-per-hour: 1 MiB}", "3:9", "less than one message of 50 MiB")]
    [InlineData("limits: {errors: 0}", "3:18", "from 1 to 1000")]
    [InlineData("limits: {errors: 99999999999999999999}", "3:18", "from 1 to 1000")]
    [InlineData("heartbeats: {mailbox: alice}\nmailboxes: {alice: , postmaster: }", "3:13", "which somebody reads")]
    [InlineData("queue: {first-retry: 1 h}", "3:8", "shorter than first-retry; make it at least 1 h")]
    [InlineData("queue: {expiry: 10 min}", "3:8", "make it longer than longest-retry")]
    [InlineData("mailboxes: {Alice: }", "3:13", "lower-case letters")]
    [InlineData("mailboxes: {../etc: }", "3:13", "lower-case letters")]
    [InlineData("mailboxes: {.hidden: }", "3:13", "a letter or digit first")]
    [InlineData("mailboxes: {alice: }", "1:1", "nobody is postmaster")]
    [InlineData("mailboxes: {postmaster: {quota: 1}}", "3:33", "such as 50 MiB")]
    [InlineData("mailboxes: [postmaster]", "3:12", "mailboxes is a map")]
    [InlineData("mailboxes: {postmaster: }\naliases: {postmaster: postmaster}", "4:11", "is a mailbox too")]
    [InlineData("mailboxes: {postmaster: }\naliases: {a: nobody}", "4:11", "which is no mailbox")]
    [InlineData("mailboxes: {postmaster: }\naliases: {'a b': postmaster}", "4:11", "no local-part")]
    [InlineData("ledger: \"a\\0b\"", "3:9", "control character")]
    [InlineData("hosts: {x: {addresses: [127.0.0.1]}}", "3:12", "hosts.x.pins.current is missing")]
    [InlineData("a: &x 1", "3:4", "anchors are not read")]
    [InlineData("a: *x", "3:4", "aliases are not read")]
    [InlineData("a: !!str x", "3:4", "tags such as")]
    [InlineData("? [a]\n: b", "3:3", "a key is a word")]
    [InlineData("a: [", null, "this is not YAML")]
    [InlineData("a: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "3:16", "nested")]
    [InlineData("---\ndomain: b.test", null, "a second document begins here")]
    public void What_cannot_be_is_refused_with_its_place(string text, string? place, string because)
    {
        var problems = SomeSettings.Problems($"{Head}{text}\n");
        Assert.Contains(problems, p => p.Contains(because, StringComparison.Ordinal)
            && (place is null || p.StartsWith($"postern.yaml:{place}: ", StringComparison.Ordinal)));
        Assert.All(problems, p => Assert.Matches(@"\Apostern\.yaml:[1-9]\d*:[1-9]\d*: [^\r\n]+\z", p));
    }

    [Theory]
    [InlineData("", "1:1: the file is empty")]
    [InlineData("- a", "1:1: the file is no map")]
    [InlineData("listeners: [{at: '127.0.0.1:2525'}]", "1:1: domain is missing")]
    [InlineData("domain: circle.test", "1:1: listeners is empty")]
    [InlineData("domain: circle.test\nlisteners: {at: '127.0.0.1:1'}", "2:12: listeners is a list")]
    [InlineData("domain: circle.test\nlisteners: [{for: peers}]", "2:13: listeners[0].at is missing")]
    [InlineData("domain: circle.test\nlisteners: [{at: '127.0.0.1:1', for: all}]", "write peers or submission")]
    [InlineData("domain: circle.test\nlisteners: [{at: '127.0.0.1:0'}]", "2:18")]
    [InlineData("domain: circle.test\nlisteners: [{at: '127.1:25'}]", "2:18")]
    [InlineData("domain: circle.test\nlisteners: [{at: '::1:25'}]", "2:18")]
    [InlineData("domain: circle.test\nlisteners: [{at: '127.0.0.1:25'}, {at: '127.0.0.1:25'}]", "2:35: 127.0.0.1:25 is listened at already")]
    public void A_file_that_is_no_settings_is_refused(string text, string because) =>
        Assert.Contains(SomeSettings.Problems(text), p => p.Contains(because, StringComparison.Ordinal));

    [Theory]
    [InlineData("sender-domains: [x.test]\n    pins: {current: PIN-A}", "peers.x.addresses is missing")]
    [InlineData("addresses: [192.0.2.1]\n    pins: {current: PIN-A}", "peers.x.sender-domains is missing")]
    [InlineData("addresses: [192.0.2.1]\n    sender-domains: [x.test]", "neither pins nor credentials")]
    [InlineData("addresses: 192.0.2.1", "peers.x.addresses is a list")]
    [InlineData("addresses: [192.0.2.1/24]", "write 192.0.2.0/24 for the block or 192.0.2.1 for the one address")]
    [InlineData("addresses: [192.0.2.300]", "is no address")]
    [InlineData("addresses: [0.0.0.0/0]", "tells nobody apart")]
    [InlineData("addresses: [192.0.2.0/24, 192.0.2.7]", "lies in 192.0.2.0/24")]
    [InlineData("pins: {current: abc}", "is no key pin")]
    [InlineData("pins: {next: PIN-A}", "stands without current")]
    [InlineData("addresses: [192.0.2.1]\n    sender-domains: [x.test]\n    pins:", "peers.x has neither pins nor credentials")]
    [InlineData("addresses: [192.0.2.1]\n    sender-domains: [x.test]\n    pins: {}", "peers.x has neither pins nor credentials")]
    [InlineData("addresses: [192.0.2.1]\n    sender-domains: []\n    pins: {current: PIN-A}", "peers.x.sender-domains is missing or empty")]
    [InlineData("addresses:\n    sender-domains: [x.test]\n    pins: {current: PIN-A}", "peers.x.addresses is missing or empty")]
    [InlineData("route: {to: '192.0.2.1:25', pins: }", "peers.x.route.pins is missing or empty")]
    [InlineData("pins: {current: PIN-A, next: PIN-A}", "the same key as current")]
    [InlineData("pins: {current: PIN-B}", "is the key of other already")]
    [InlineData("addresses: [198.51.100.0/24]", "overlaps 198.51.100.7 of other")]
    [InlineData("addresses: ['::ffff:198.51.100.7']", "overlaps 198.51.100.7 of other")]
    [InlineData("sender-domains: [other.test]", "is a sender domain of other already")]
    [InlineData("sender-domains: [OTHER.test]", "is a sender domain of other already")]
    [InlineData("sender-domains: [circle.test]", "this gate's own domain")]
    [InlineData("sender-domains: [x.test, x.test]", "stands here twice")]
    [InlineData("sender-domains: [x.test.]", "leave the last dot away")]
    [InlineData("sender-domains: [.x.test]", "patterns are not read")]
    [InlineData("credentials: {user: x}", "peers.x.credentials.verifier is missing")]
    [InlineData("credentials: {user: other, verifier: VERIFIER}", "the user other is other already")]
    [InlineData("recipients: [nobody]", "nobody is no mailbox")]
    [InlineData("direction: inward", "write both or receive or send")]
    [InlineData("direction: send", "there is no route")]
    [InlineData("state: gone", "write active or draining or retired")]
    [InlineData("hours: {zone: Nowhere/Land, open: [Mon-Fri 08:00-18:00]}", "which this system does not know")]
    [InlineData("hours: {open: [Mon-Fri 8-18]}", "such as Mon-Fri 08:00-18:00")]
    [InlineData("hours: {zone: UTC}", "peers.x.hours.open is missing")]
    [InlineData("limits: {free-space: 1 GiB}", "peers.x.limits.free-space is unknown")]
    [InlineData("limits: {message-size: 8 GiB}", "peers.x.limits.octets-per-hour is 4 GiB, less than one message of 8 GiB")]
    [InlineData("route: {to: '192.0.2.1:25'}", "peers.x.route.pins is missing")]
    [InlineData("route: {to: 'mx.x.test:25', pins: {current: PIN-A}}", "names are not looked up")]
    [InlineData("route: {to: '192.0.2.1:25', tls: none, pins: {current: PIN-A}}", "write starttls or implicit")]
    [InlineData("route: {to: '192.0.2.1:25', pins: {current: PIN-A}, credentials: {user: u}}", "password-file is missing")]
    [InlineData("colour: red", "peers.x.colour is unknown; peers.x has state, direction, addresses")]
    public void A_peer_that_cannot_be_is_refused(string lines, string because)
    {
        lines = lines.Replace("PIN-A", PinA, StringComparison.Ordinal).Replace("PIN-B", PinB, StringComparison.Ordinal)
            .Replace("VERIFIER", SomeSettings.Verifier("x"), StringComparison.Ordinal);
        var other = $"  other:\n    addresses: [198.51.100.7]\n    pins: {{current: {PinB}}}\n    sender-domains: [other.test]\n"
            + $"    credentials: {{user: other, verifier: {SomeSettings.Verifier("y")}}}\n";
        Assert.Empty(SomeSettings.Problems($"{Head}peers:\n{other}"));
        Assert.Contains(SomeSettings.Problems($"{Head}peers:\n{other}  x:\n    {lines}\n"), p => p.Contains(because, StringComparison.Ordinal));
    }

    [Fact]
    public void A_peer_that_stands_twice_is_refused()
    {
        var peer = $"  x:\n    addresses: [192.0.2.1]\n    pins: {{current: {PinA}}}\n    sender-domains: [x.test]\n";
        Assert.Equal("postern.yaml:8:3: \"x\" stands in line 4 already; keep one of the two", Assert.Single(SomeSettings.Problems($"{Head}peers:\n{peer}{peer}")));
    }
}
