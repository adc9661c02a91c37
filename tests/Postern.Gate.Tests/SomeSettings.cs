using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Sasl;

namespace Postern.Gate.Tests;

/// <summary>Settings for tests, read from text as an owner writes it.</summary>
static class SomeSettings
{
    /// <summary>The circle of the wire cases' fixture, with alice and bob able to submit and a host of our own.</summary>
    /// <param name="peerLimits">Lines for the section limits.</param>
    public static string Circle(params string[] peerLimits) => $$"""
        domain: circle.test
        host: mx.circle.test
        listeners:
          - at: 127.0.0.1:2525
        mailboxes:
          alice: {verifier: {{Verifier("alice's password")}}}
          bob: {verifier: {{Verifier("bob's password")}}}
          carol:
        aliases:
          postmaster: alice
          info: bob
        hosts:
          intranet:
            addresses: [127.0.0.10]
            pins: {current: {{Pin("intranet")}}}
        peers:
          peer-a:
            addresses: [127.0.0.2/32]
            pins: {current: {{Pin("peer-a")}}, next: {{Pin("peer-a-next")}}}
            sender-domains: [peer-a.test, a2.peer-a.test]
          peer-b:
            addresses: [127.0.0.3]
            pins: {current: {{Pin("peer-b")}}}
            sender-domains: [peer-b.test]
            route: {to: '127.0.0.3:2600', tls: starttls, pins: {current: {{Pin("peer-b-server")}}} }
          peer-c:
            addresses: [127.0.0.4]
            credentials: {user: peer-c, verifier: {{Verifier("correct horse battery")}}}
            sender-domains: [peer-c.test]
          peer-r:
            state: retired
            addresses: [127.0.0.5]
            sender-domains: [peer-r.test]
        limits:
          message-size: 1 MiB
          {{string.Join("\n  ", peerLimits)}}

        """;

    /// <summary>The pin of a made-up key.</summary>
    public static KeyPin Pin(string key) => KeyPin.OfKey(Encoding.UTF8.GetBytes(key));

    /// <summary>The verifier of a password, as text.</summary>
    public static string Verifier(string password) => VerifierText.Of(ScramVerifier.Of(password, "sixteen octets!!"u8.ToArray(), 4096));

    /// <summary>Settings that must be right.</summary>
    public static GateSettings Read(string text)
    {
        var settings = GateSettingsReader.Read("postern.yaml", text, out var problems);
        Assert.Empty(problems);
        return settings!;
    }

    /// <summary>The texts of what is wrong.</summary>
    public static IReadOnlyList<string> Problems(string text)
    {
        var settings = GateSettingsReader.Read("postern.yaml", text, out var problems);
        Assert.Equal(problems.Count > 0, settings is null);
        return [.. problems.Select(p => p.ToString())];
    }
}
