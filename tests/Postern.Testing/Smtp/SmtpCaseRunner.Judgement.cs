using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Postern.Testing.Smtp;

public sealed partial class SmtpCaseRunner
{
    async Task RequireKeywordsAsync()
    {
        await using var wire = await world.ConnectAsync(theCase.Profile);
        var reader = new WireReader(wire);
        await reader.ReplyAsync(Patience);
        await wire.SendAsync("EHLO peer-a.test\r\n"u8.ToArray(), raw: false);
        var keywords = Keywords((await reader.ReplyAsync(Patience)).Text).Select(k => k.Split(' ')[0]).ToHashSet();
        foreach (var keyword in theCase.Requires)
        {
            if (!keywords.Contains(keyword))
                Assert.Skip($"{keyword} is not announced");
        }
        foreach (var keyword in theCase.UnlessAnnounced)
        {
            if (keywords.Contains(keyword))
                Assert.Skip($"{keyword} is announced");
        }
        await wire.SendAsync("QUIT\r\n"u8.ToArray(), raw: false);
    }

    static List<string> Keywords(string ehlo) =>
        [.. ehlo.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[4..])];

    static void CheckReply(string check, string text)
    {
        var keywords = Keywords(text);
        switch (check)
        {
            case "ehlo-syntax":
                Assert.All(keywords, k => Assert.Matches(@"\A[A-Za-z0-9][A-Za-z0-9-]*( [\x21-\x7e]+)*\z", k));
                Assert.Distinct(keywords.Select(k => k.Split(' ')[0].ToUpperInvariant()));
                break;
            case "limits-rcptmax":
                var limits = keywords.SingleOrDefault(k => k.StartsWith("LIMITS ", StringComparison.Ordinal));
                if (limits is not null)
                    Assert.InRange(int.Parse(Regex.Match(limits, @"RCPTMAX=(?<most>\d{1,6})\b", RegexOptions.ExplicitCapture, Patience).Groups["most"].Value), 100, 999_999);
                break;
            default:
                Assert.Fail($"no check is called {check}");
                break;
        }
    }

    void JudgeOutcome(SmtpOutcome outcome)
    {
        List<string> unjudged = [];
        foreach (var (name, wanted) in theCase.After)
        {
            if (world.Judges.Contains(name) && (name != "if_accepted" || CanCompare(wanted) || outcome.Delivered.Count == 0))
                Judge(name, wanted, outcome);
            else
                unjudged.Add(name);
        }
        if (unjudged.Count > 0)
            TestContext.Current.TestOutputHelper?.WriteLine($"{theCase.Id}: not judged here: {string.Join(", ", unjudged)}");
    }

    void Judge(string name, JsonElement wanted, SmtpOutcome outcome)
    {
        var delivered = outcome.Delivered;
        var text = wanted.ValueKind == JsonValueKind.String ? wanted.GetString()! : wanted.GetRawText();
        var fits = name switch
        {
            "delivered" or "policy_delivered" => text.Split('|').Contains($"{delivered.Count}"),
            "delivered_max" => delivered.Count <= wanted.GetInt32(),
            "envelope_from" => delivered.All(d => d.From == text),
            "recipients" => Strings(wanted).SequenceEqual(delivered.SelectMany(d => d.Recipients).Order(StringComparer.Ordinal)),
            "never_delivered_to" => !delivered.SelectMany(d => d.Recipients).Intersect(Strings(wanted)).Any(),
            // Each reply was read and counted by the steps; what is left is that no second message came of it.
            "replies_to_data" => delivered.Count <= wanted.GetInt32(),
            "body_equals" => delivered.All(d => Body(d.Content).AsSpan().SequenceEqual(CEscapes.Decode(text))),
            "body_lines" => delivered.All(d => Body(d.Content).Count(c => c == '\n') == wanted.GetInt32()),
            "max_line" => delivered.All(d => Encoding.Latin1.GetString(d.Content).Split("\r\n").Max(l => l.Length) == wanted.GetInt32()),
            "if_accepted" => delivered.All(d => d.Content.AsSpan().SequenceEqual(SentMessage())),
            "if_accepted_mailbox" => delivered.All(d => d.Mailboxes.SequenceEqual([text])),
            "received_not_contains" => delivered.All(d => !d.Trace.Contains(text, StringComparison.Ordinal)),
            "received_with" => delivered.All(d => d.Trace.Contains($" with {text} ", StringComparison.Ordinal)),
            "journal" or "journal_has" => outcome.Journal.Contains(text),
            "journal_contacts" => outcome.Journal.Count == wanted.GetInt32(),
            "spool_bytes" => outcome.SpoolOctets == wanted.GetInt64(),
            "outbound" => outcome.Outbound == wanted.GetInt32(),
            "queue" => outcome.Queue == text,
            "alarm" => outcome.Alarm == wanted.GetBoolean(),
            "plaintext_leak" => outcome.PlaintextLeak == wanted.GetBoolean(),
            "recipients_delivered" => Strings(wanted).SequenceEqual(outcome.Recipients.Delivered),
            "recipients_bounced" => Strings(wanted).SequenceEqual(outcome.Recipients.Bounced),
            "submission_reply" => outcome.SubmissionReply == text,
            "wire_bare_cr_lf" => BareLineEnds(outcome.SentContent) == wanted.GetInt32(),
            _ => throw new InvalidOperationException($"{name} cannot be judged"),
        };
        Assert.True(fits, $"{theCase.Id}: {name} should be {text}; {Describe(outcome)}");
    }

    // The other sentences of if_accepted are about what the gate puts before a message, and not about its octets.
    static bool CanCompare(JsonElement wanted) => wanted.GetString() == "byte-identical";

    // The content of the step that sent a message whole, without the end of data.
    ReadOnlySpan<byte> SentMessage() => theCase.Session.MaxBy(s => s.Send.Length)!.Send.AsSpan()[..^3];

    static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetString()!)];

    static byte[] Body(byte[] content) => content[(content.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    static int BareLineEnds(byte[] octets) => Enumerable.Range(0, octets.Length).Count(i =>
        octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r') || octets[i] == '\r' && (i + 1 == octets.Length || octets[i + 1] != '\n'));

    static string Describe(SmtpOutcome outcome) =>
        $"{outcome.Delivered.Count} delivered to {string.Join(' ', outcome.Delivered.SelectMany(d => d.Recipients))}; "
        + $"journal {string.Join(", ", outcome.Journal)}; outbound {outcome.Outbound}; queue {outcome.Queue}";
}
