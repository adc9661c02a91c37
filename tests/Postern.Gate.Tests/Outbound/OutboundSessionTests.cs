using System.Net;
using System.Net.Sockets;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Watch;
using Postern.Ledger.Sealing;
using Postern.Smtp.Client;

namespace Postern.Gate.Tests.Outbound;

/// <summary>What goes out, over real sockets, with real certificates.</summary>
public sealed class OutboundSessionTests : IDisposable
{
    readonly PeerHarness harness = new();

    public void Dispose() => harness.Dispose();

    [Fact]
    public async Task A_message_goes_inside_tls_with_our_key_shown_and_no_name_asked_for()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b", "8BITMIME", "PIPELINING");
        Assert.Equal(["Subject: t", "", "hello"], await wire.TakeMessageAsync());
        var result = await attempt;
        Assert.Equal((DeliveryStatus.Delivered, "250 2.0.0 taken"), (result.Outcomes[0].Status, $"{result.Outcomes[0].Reply}"));
        Assert.Equal((true, "127.0.0.3"), (result.WasReached, result.RemoteHost));
        Assert.Equal(SomeCertificates.Pin("circle"), wire.Key);
        Assert.Equal("", wire.ServerName);
        Assert.Equal([$"ok out TLSv1.3 peer peer-b {SomeCertificates.Pin("peer-b").Hex}"], await TlsEntriesAsync(gate));
        Assert.Empty(gate.Alarms.Standing);
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task A_server_with_another_key_gets_nothing_and_raises_the_alarm(string tls)
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness, tls: tls));
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        if (tls == "starttls")
        {
            await wire.SayAsync("220 mx.peer-b.test ESMTP");
            await wire.AnswerAsync("EHLO", "250-mx.peer-b.test", "250 STARTTLS");
            await wire.AnswerAsync("STARTTLS", "220 go");
        }
        await wire.StartTlsAsync(SomeCertificates.Of("rogue-b"));
        Assert.Null(await wire.HearAsync());
        var result = await attempt;
        Assert.Equal((DeliveryStatus.Deferred, "4.7.0", false), (result.Outcomes[0].Status, $"{result.Outcomes[0].Code}", result.WasReached));
        var alarm = Assert.Single(gate.Alarms.Standing);
        Assert.Equal(("peer peer-b", AlarmKind.Route), (alarm.Party, alarm.Kind));
        Assert.Contains($"{SomeCertificates.Pin("rogue-b")}", alarm.Text, StringComparison.Ordinal);
        Assert.StartsWith($"key-not-pinned out peer peer-b {SomeCertificates.Pin("rogue-b").Hex}", Assert.Single(await TlsEntriesAsync(gate)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_recorded_of_tls_or_of_an_alarm_does_not_decide_what_became_of_a_message()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        await gate.Alarms.RaiseAsync("peer peer-b", AlarmKind.Route, "as a test");
        gate.Room.Refuses = entry => entry.Kind is EntryKind.TlsOutcome or EntryKind.Alarm;
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b", "PIPELINING");
        await wire.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await attempt).Outcomes[0].Status);
        await gate.CloseSessionsAsync();
        Assert.Single(gate.Alarms.Standing);
    }

    [Fact]
    public async Task A_call_that_cannot_be_recorded_is_not_made_and_the_message_waits()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        gate.Room.Refuses = entry => entry.Kind == EntryKind.SessionOpened;
        var result = await gate.AttemptAsync();
        Assert.Equal((DeliveryStatus.Deferred, false), (result.Outcomes[0].Status, result.WasReached));
        Assert.Equal("the call could not be recorded, and was not made: the disk is full", result.Outcomes[0].Text);
    }

    [Fact]
    public async Task An_alarm_about_a_route_is_over_when_the_right_server_is_back()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness, tls: "implicit"));
        foreach (var key in new[] { "rogue-b", "rogue-b", "peer-b" })
        {
            var attempt = gate.AttemptAsync();
            await using var wire = await harness.AcceptAsync();
            await wire.StartTlsAsync(SomeCertificates.Of(key));
            if (key == "peer-b")
            {
                await wire.SayAsync("220 mx");
                await wire.AnswerAsync("EHLO", "250 mx");
                await wire.TakeMessageAsync();
            }
            await attempt;
        }
        Assert.Empty(gate.Alarms.Standing);
        Assert.Equal(["route raised", "route cleared"], gate.Entries(EntryKind.Alarm).Select(e => string.Join(' ', e.Split(' ').Take(2))));
    }

    [Theory]
    [InlineData("peer-b-expired")]
    [InlineData("peer-b")]
    public async Task The_pinned_key_is_the_identity_whatever_its_certificate_says(string certificate)
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness, key: certificate));
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync(certificate);
        await wire.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await attempt).Outcomes[0].Status);
    }

    [Fact]
    public async Task A_certificate_cannot_make_us_fetch_anything()
    {
        using var web = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        web.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        web.Listen();
        using var certificate = SomeCertificates.WithIssuerAt(new Uri($"http://{web.LocalEndPoint}/issuer.crt"));
        await using var gate = new OutboundHarness(settings: text => OutboundHarness.RouteTo(harness, tls: "implicit")(text)
            .Replace($"{SomeCertificates.Pin("peer-b")}", $"{KeyPin.Of(certificate)}", StringComparison.Ordinal));
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        Assert.True(await wire.StartTlsAsync(certificate));
        await wire.SayAsync("220 mx");
        await wire.AnswerAsync("EHLO", "250 mx");
        await wire.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await attempt).Outcomes[0].Status);
        Assert.False(web.Poll(0, SelectMode.SelectRead), "somebody asked for the issuer's certificate");
    }

    [Fact]
    public async Task Messages_share_a_session_and_one_that_died_in_between_costs_nothing()
    {
        var time = new ManualTime();
        await using var gate = new OutboundHarness(time, OutboundHarness.RouteTo(harness));
        var first = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b");
        await wire.TakeMessageAsync();
        await first;
        var second = gate.AttemptAsync();
        await wire.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await second).Outcomes[0].Status);
        Assert.Single(gate.Entries(EntryKind.SessionOpened));

        // The far side leaves just when the third message begins: nothing of it was heard, so it goes out anew.
        var third = gate.AttemptAsync();
        Assert.StartsWith("MAIL", await wire.HearAsync(), StringComparison.Ordinal);
        await wire.CloseAsync();
        await using var again = await harness.AcceptAsync();
        await again.GreetAsync("peer-b");
        await again.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await third).Outcomes[0].Status);

        // Nobody needs it any more.
        time.Pass(TimeSpan.FromSeconds(2));
        await again.AnswerAsync("QUIT", "221 bye");
        Assert.Null(await again.HearAsync());
        Assert.Equal(2, gate.Entries(EntryKind.SessionOpened).Count);
    }

    [Fact]
    public async Task A_kept_session_is_not_used_for_settings_that_have_changed()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        var first = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b");
        await wire.TakeMessageAsync();
        await first;
        var settings = gate.Circle.Value.Settings;
        gate.Circle.Replace(new Circle(settings with
        {
            Peers = [.. settings.Peers.Select(p => p.Route is { } route ? p with { Route = route with { Pins = [SomeCertificates.Pin("peer-b-next")] } } : p)],
        }));
        var second = gate.AttemptAsync();
        await using var other = await harness.AcceptAsync();
        await other.GreetAsync("peer-b-next");
        await other.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await second).Outcomes[0].Status);
    }

    [Fact]
    public async Task Every_wait_has_its_end()
    {
        var time = new ManualTime();
        await using var gate = new OutboundHarness(time, OutboundHarness.RouteTo(harness));
        // No greeting.
        var attempt = gate.AttemptAsync();
        await using (await harness.AcceptAsync())
            Assert.Equal("no reply in time", (await EndedAsync(time, attempt, TimeSpan.FromMinutes(5))).Outcomes[0].Text);
        // No end of the handshake.
        attempt = gate.AttemptAsync();
        await using (var wire = await harness.AcceptAsync())
        {
            await wire.SayAsync("220 mx");
            await wire.AnswerAsync("EHLO", "250-mx", "250 STARTTLS");
            await wire.AnswerAsync("STARTTLS", "220 go");
            Assert.Equal("no reply in time", (await EndedAsync(time, attempt, TimeSpan.FromSeconds(30))).Outcomes[0].Text);
        }
        // No reply to the end of the message: it may have been taken.
        attempt = gate.AttemptAsync();
        await using (var wire = await harness.AcceptAsync())
        {
            await wire.GreetAsync("peer-b");
            await wire.TakeMessageAsync("250-2.0.0 half a reply");
            Assert.Equal(DeliveryStatus.Unknown, (await EndedAsync(time, attempt, TimeSpan.FromMinutes(10))).Outcomes[0].Status);
        }
    }

    [Fact]
    public async Task A_server_that_stops_reading_and_says_why_is_heard()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        var (attempt, wire) = await BeginLargeAsync(gate);
        await using var held = wire;
        await wire.SayAsync("552 5.3.4 enough");
        var outcome = (await attempt).Outcomes[0];
        Assert.Equal((DeliveryStatus.Failed, "552 5.3.4 enough"), (outcome.Status, $"{outcome.Reply}"));
    }

    [Fact]
    public async Task When_the_gate_stops_a_message_in_the_middle_is_broken_off_and_never_complete()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        var (attempt, wire) = await BeginLargeAsync(gate);
        await using var held = wire;
        gate.Stop();
        Assert.Equal(DeliveryStatus.Deferred, (await attempt).Outcomes[0].Status);
        string? last = null;
        while (await wire.HearAsync() is { } line)
            last = line;
        Assert.NotEqual(".", last);
    }

    [Fact]
    public async Task When_the_gate_stops_an_attempt_that_is_still_dialling_has_not_happened()
    {
        await using var gate = new OutboundHarness();
        var dialling = new TaskCompletionSource();
        gate.Open = async (_, stopping) =>
        {
            dialling.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
            throw new InvalidOperationException("the dial came to an end");
        };
        var attempt = gate.AttemptAsync();
        await dialling.Task;
        gate.Stop();
        var result = await attempt;
        Assert.Equal((false, DeliveryStatus.Deferred, "4.4.1"), (result.WasReached, result.Outcomes[0].Status, $"{result.Outcomes[0].Code}"));
        Assert.Equal("broken off before there was a connection; nothing was sent", result.Outcomes[0].Text);
    }

    [Fact]
    public async Task A_route_s_password_is_read_from_its_file_and_never_sent_in_clear()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness, more: ", credentials: {user: us, password-file: north.password}"));
        Assert.Contains("password", (await gate.AttemptAsync()).Outcomes[0].Text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(gate.Folder, "north.password"), "secret\n", TestContext.Current.CancellationToken);
        var attempt = gate.AttemptAsync();
        await using var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b", "AUTH PLAIN");
        await wire.AnswerAsync($"AUTH PLAIN {Convert.ToBase64String("\0us\0secret"u8)}", "235 2.7.0 welcome");
        await wire.TakeMessageAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await attempt).Outcomes[0].Status);
    }

    [Fact]
    public async Task Mail_for_a_mailbox_goes_over_lmtp_to_a_socket_with_a_reply_for_the_one_recipient()
    {
        using var lmtp = new PeerHarness(address: null);
        await using var gate = new OutboundHarness(settings: OutboundHarness.LmtpTo(lmtp));
        var attempt = gate.AttemptAsync(gate.Message("Subject: t\r\n\r\nhello\r\n", "alice@circle.test", "alice@circle.test"));
        await using var wire = await lmtp.AcceptAsync();
        await wire.SayAsync("220 store LMTP");
        await wire.AnswerAsync("LHLO mx.circle.test", "250 store");
        await wire.AnswerAsync("MAIL FROM:<alice@circle.test>", "250 ok");
        await wire.AnswerAsync("RCPT TO:<alice@circle.test>", "250 ok");
        await wire.AnswerAsync("DATA", "354 go");
        while (await wire.HearAsync() is not ".")
        {
        }
        await wire.SayAsync("452 4.2.2 full");
        var result = await attempt;
        Assert.Equal([(DeliveryStatus.Deferred, "452 4.2.2 full"), (DeliveryStatus.Deferred, "452 4.2.2 full")],
            result.Outcomes.Select(o => (o.Status, $"{o.Reply}")));
        Assert.Contains($"unix:{lmtp.EndPoint}", Assert.Single(gate.Entries(EntryKind.SessionOpened)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_reached()
    {
        await using var gate = new OutboundHarness(settings: OutboundHarness.RouteTo(harness));
        harness.Dispose();
        var result = await gate.AttemptAsync();
        Assert.Equal((false, "connection refused", "4.4.1"), (result.WasReached, result.Outcomes[0].Text, $"{result.Outcomes[0].Code}"));
    }

    /// <summary>A message of many megabytes whose octets begin to come.</summary>
    async Task<(Task<AttemptResult> Attempt, HarnessWire Wire)> BeginLargeAsync(OutboundHarness gate)
    {
        var content = string.Concat(Enumerable.Repeat($"{new string('x', 900)}\r\n", 20_000));
        var attempt = gate.AttemptAsync(gate.Message(content, "x@peer-b.test"));
        var wire = await harness.AcceptAsync();
        await wire.GreetAsync("peer-b");
        await wire.AnswerAsync("MAIL FROM:", "250 ok");
        await wire.AnswerAsync("RCPT TO:", "250 ok");
        await wire.AnswerAsync("DATA", "354 go");
        return (attempt, wire);
    }

    static async Task<AttemptResult> EndedAsync(ManualTime time, Task<AttemptResult> attempt, TimeSpan wait)
    {
        // The wait begins when the session gets to it; time is let pass until its end has come.
        while (await Task.WhenAny(attempt, Task.Delay(20)) != attempt)
            time.Pass(wait / 2);
        return await attempt;
    }

    static async Task<List<string>> TlsEntriesAsync(OutboundHarness gate)
    {
        await gate.CloseSessionsAsync();
        return gate.Entries(EntryKind.TlsOutcome);
    }
}
