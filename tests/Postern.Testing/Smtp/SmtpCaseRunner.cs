using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Postern.Testing.Smtp;

/// <summary>Plays a wire case against a server under test and judges it by the file's own rules.</summary>
/// <remarks>Where a case has both <c>expect</c> and <c>policy_expect</c>, both must be met.</remarks>
public sealed partial class SmtpCaseRunner(ISmtpWorld world, SmtpCase theCase)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    readonly Dictionary<string, string> saved = [];

    /// <summary>Runs the case; fails the running test with the step that went wrong.</summary>
    public async Task RunAsync()
    {
        if (!theCase.IsClient && theCase.Requires.Count + theCase.UnlessAnnounced.Count > 0)
            await RequireKeywordsAsync();
        List<ISmtpWire> others = [];
        for (var i = 0; i < theCase.ParallelBefore; i++)
        {
            others.Add(await world.ConnectAsync(theCase.Profile));
            await new WireReader(others[^1]).ReplyAsync(Patience);
        }
        for (var i = 0; i < theCase.Repeat; i++)
            await RunSessionAsync();
        foreach (var other in others)
            await other.DisposeAsync();
        JudgeOutcome(await world.ObserveAsync());
    }

    async Task RunSessionAsync()
    {
        if (theCase is { IsClient: true, Session: [{ Control: { } control, Send.Length: 0 }] })
        {
            await world.ControlAsync(control);
            return;
        }
        await using var wire = await world.ConnectAsync(theCase.Profile);
        var reader = new WireReader(wire);
        for (var i = 0; i < theCase.Session.Count; i++)
        {
            var step = theCase.Session[i];
            if (step.Control is not null)
                await world.ControlAsync(step.Control);
            try
            {
                await RunStepAsync(step, wire, reader);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{theCase.Id} step {i + 1}, \"{CEscapes.Show(step.Send)}\": {e.Message}", e);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                Assert.Fail($"{theCase.Id} step {i + 1}, \"{CEscapes.Show(step.Send)}\": {e.Message}");
            }
        }
        if (theCase.After.ContainsKey("recipients_delivered"))
            await FinishAsPeerAsync(wire, reader);
    }

    async Task RunStepAsync(SmtpCaseStep step, ISmtpWire wire, WireReader reader)
    {
        if (step.Stepwise)
        {
            await RunStepwiseAsync(step, wire, reader);
            return;
        }
        var open = await SendAsync(step, wire);
        if (step.HalfClose)
            await wire.HalfCloseAsync();
        if (theCase.IsClient)
            await ExpectFromClientAsync(step, wire, reader);
        else if (step.Expect.ValueKind == JsonValueKind.String && step.Expect.GetString() == "TLS")
            await HandshakeAsync(step, wire);
        else
            await ExpectRepliesAsync(step, reader, open);
        if (step.Quiet is { } quiet && await reader.HasMoreAsync(quiet))
            Assert.Fail($"something more came: {await reader.ReplyAsync(quiet)}");
        if (step.ThenClose)
            await wire.CloseAsync();
    }

    static async Task<bool> SendAsync(SmtpCaseStep step, ISmtpWire wire)
    {
        if (step.Send.Length == 0)
            return true;
        if (step.OctetPause is not { } pause)
            return await wire.SendAsync(step.Send, step.Raw);
        foreach (var octet in step.Send)
        {
            if (!await wire.SendAsync(new[] { octet }, step.Raw))
                return false;
            await wire.PauseAsync(pause);
        }
        return true;
    }

    static async Task HandshakeAsync(SmtpCaseStep step, ISmtpWire wire)
    {
        var ok = await wire.StartTlsAsync(step.Tls!);
        Assert.True(ok ? step.Tls!.MaySucceed : step.Tls!.MayFail, ok ? "the handshake succeeded" : "the handshake failed");
    }

    async Task ExpectRepliesAsync(SmtpCaseStep step, WireReader reader, bool open)
    {
        var expect = step.Expect;
        switch (expect.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var one in expect.EnumerateArray())
                    Matches(one.GetString()!, await reader.ReplyAsync(step.Patience ?? Patience), step);
                break;
            case JsonValueKind.Object when expect.TryGetProperty("any", out var any):
                await ExpectAnyAsync([.. any.EnumerateArray().Select(s => s.EnumerateArray().Select(t => t.GetString()!).ToArray())], step, reader);
                break;
            case JsonValueKind.Object:
                var repeat = expect.GetProperty("repeat");
                for (var i = 0; i < repeat[1].GetInt32(); i++)
                    Matches(repeat[0].GetString()!, await reader.ReplyAsync(Patience), step);
                break;
            default:
                var pattern = expect.GetString()!;
                var patience = pattern.Split('|').Contains(WireReader.None) ? step.Quiet ?? Quiet : step.Patience ?? Patience;
                if (!open && !step.Optional && !pattern.Contains(WireReader.Eof, StringComparison.Ordinal))
                    Assert.Fail("the connection is closed");
                Matches(pattern, await reader.ReplyAsync(patience), step);
                break;
        }
    }

    async Task ExpectAnyAsync(List<string[]> sequences, SmtpCaseStep step, WireReader reader)
    {
        List<string> tokens = [];
        while (true)
        {
            var alive = sequences.Where(s => s.Length >= tokens.Count && tokens.Zip(s).All(p => IsWhole(p.Second, p.First))).ToList();
            Assert.True(alive.Count > 0, $"came {string.Join(' ', tokens)}");
            if (alive.TrueForAll(s => s.Length == tokens.Count))
                return;
            var complete = alive.Exists(s => s.Length == tokens.Count);
            var (token, _) = await reader.ReplyAsync(complete ? Quiet : step.Patience ?? Patience);
            if (complete && token == WireReader.None)
                return;
            Assert.False(token == WireReader.Eof && tokens.LastOrDefault() == WireReader.Eof, "closed");
            tokens.Add(token);
        }
    }

    async Task RunStepwiseAsync(SmtpCaseStep step, ISmtpWire wire, WireReader reader)
    {
        var repeat = step.Expect.TryGetProperty("repeat", out var plain) ? plain : step.Expect.GetProperty("repeat_until");
        var stop = repeat.GetArrayLength() > 2 ? repeat[2].GetString() : null;
        var lines = Encoding.Latin1.GetString(step.Send).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Take(repeat[1].GetInt32()))
        {
            await wire.SendAsync(Encoding.Latin1.GetBytes($"{line}\r\n"), raw: false);
            var reply = await reader.ReplyAsync(Patience);
            if (stop is not null && IsWhole(stop, reply.Token))
                return;
            Matches(repeat[0].GetString()!, reply, step);
        }
        Assert.False(step.MustStop, "it did not stop");
    }

    void Matches(string pattern, (string Token, string Text) reply, SmtpCaseStep step)
    {
        var (token, text) = reply;
        if (step.Optional && token == WireReader.Eof)
            return;
        Assert.True(IsWhole(pattern, token), $"expected {pattern}, came {token} {CEscapes.Show(Encoding.Latin1.GetBytes(text))}");
        if (step.PolicyExpect is { } policy)
            Assert.True(IsWhole(policy, token), $"policy expects {policy}, came {token} {text}");
        if (step.ExpectText is { } wanted)
            Assert.True(Regex.IsMatch(text, wanted, RegexOptions.None, Patience), $"expected text {wanted}, came {text}");
        if (step.NotText is { } unwanted)
            Assert.False(Regex.IsMatch(text, unwanted, RegexOptions.None, Patience), $"unwanted text {unwanted}, came {text}");
        if (step.Check is { } check)
            CheckReply(check, text);
        if (step.Save is { } name)
            saved[name] = text;
        if (step.SameAs is { } other)
            Assert.Equal(saved[other], text);
    }

    static bool IsWhole(string pattern, string text) => Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.None, Patience);
}
