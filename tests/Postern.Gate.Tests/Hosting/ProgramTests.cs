using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Postern.Contacts;
using Postern.Gate.Hosting;
using Postern.Gate.Policy;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Testing;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

/// <summary>Mail of programs on this machine, through a real socket, as whom the kernel says that the tests run.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProgramTests
{
    const string Message = "From: Alice <alice@circle.test>\r\nSubject: t\r\n\r\nfrom a program\r\n";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An account that is not the one of the tests.</summary>
    static uint Another => SocketDialogue.Account == 1 ? 2U : 1U;

    [Fact]
    public async Task A_program_is_known_by_its_account_and_speaks_for_every_mailbox()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        await using (var program = await SocketDialogue.OpenAsync(house.Socket))
        {
            Assert.StartsWith("220 mx.circle.test", await program.HearAsync(), StringComparison.Ordinal);
            Assert.StartsWith("250 2.0.0", await program.SendAsync("bob@circle.test", "alice@circle.test", Message), StringComparison.Ordinal);
            Assert.StartsWith("250 2.0.0", await program.SendAsync("alice@circle.test", "bob@circle.test", Message), StringComparison.Ordinal);
            Assert.StartsWith("550 5.7.1 Author", await program.SendAsync("alice@circle.test", "bob@circle.test", Message.Replace("circle", "outside", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.StartsWith("550 5.7.1 Sender", await program.SayAsync("MAIL FROM:<m@peer-a.test>\r\n"), StringComparison.Ordinal);
        }
        await house.Server.Open.WhenEmptyAsync();
        await house.Server.Runner.WhenIdleAsync();
        Assert.Equal(["alice", "bob"], house.Mail().Select(m => m.Mailbox));
        Assert.All(house.Mail(), m => Assert.Matches(
            "\r\nReceived: from website\\.test \\(\\[127\\.0\\.0\\.1\\]\\)\r\n\tby mx\\.circle\\.test with ESMTP id ", Encoding.Latin1.GetString(m.Octets)));
        Assert.Equal(0, house.Server.Services.Policy.Budgets.Of("program website").Sessions);
        await house.StopAsync();
        var opened = Assert.Single(house.Entries(), e => e.Entry.Kind == EntryKind.SessionOpened).Entry;
        Assert.Equal(
            ("program website", "127.0.0.1", house.Socket, $"account {SocketDialogue.Account}"),
            (opened.Text(EntryField.Peer), opened.Text(EntryField.Source), opened.Text(EntryField.Target), opened.Text(EntryField.Kept)));
        Assert.Equal(["accepted", "accepted", "rejected", "rejected"], Contacts(house));
    }

    [Fact]
    public async Task Nothing_of_tls_and_auth_is_offered_or_taken()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        await using var program = await SocketDialogue.OpenAsync(house.Socket);
        await program.HearAsync();
        Assert.Equal(
            "250-mx.circle.test\n250-PIPELINING\n250-SIZE 1048576\n250-8BITMIME\n250-SMTPUTF8\n250-ENHANCEDSTATUSCODES\n250-DSN\n250-CHUNKING\n"
            + "250-LIMITS MAILMAX=10000 RCPTMAX=100\n250 MT-PRIORITY",
            await program.SayAsync("EHLO website.test\r\n"));
        Assert.StartsWith("502 ", await program.SayAsync("STARTTLS\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("502 ", await program.SayAsync("AUTH PLAIN AGFsaWNlAGFsaWNlJ3MgcGFzc3dvcmQ=\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("555 ", await program.SayAsync("MAIL FROM:<alice@circle.test> REQUIRETLS\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await program.SayAsync("MAIL FROM:<alice@circle.test>\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_hears_554_and_leaves_only_a_stranger_s_count()
    {
        await using var house = House(Another);
        await house.StartAsync();
        await using (var stranger = await SocketDialogue.OpenAsync(house.Socket))
        {
            Assert.StartsWith("554 ", await stranger.HearAsync(), StringComparison.Ordinal);
            Assert.StartsWith("554 ", await stranger.SayAsync("EHLO website.test\r\n"), StringComparison.Ordinal);
            Assert.StartsWith("503 ", await stranger.SayAsync("MAIL FROM:<alice@circle.test>\r\n"), StringComparison.Ordinal);
            Assert.Equal(1, house.Server.Open.Strangers);
        }
        await house.Server.Open.WhenEmptyAsync();
        Assert.Equal(0, house.Server.Open.Strangers);
        await house.StopAsync();
        var entries = house.Entries().Select(e => e.Entry).ToList();
        Assert.DoesNotContain(entries, e => e.Kind is EntryKind.SessionOpened or EntryKind.Refused);
        var counted = Assert.Single(entries, e => e.Kind == EntryKind.Strangers);
        Assert.Equal(("127.0.0.0/24", "1"), (counted.Text(EntryField.Source), counted.Text(EntryField.Count)));
    }

    [Fact]
    public async Task The_control_of_the_gate_is_not_at_this_socket()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        await using var program = await SocketDialogue.OpenAsync(house.Socket);
        await program.HearAsync();
        Assert.StartsWith("554 5.5.1", await program.SayAsync("GET /control/status HTTP/1.1\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_taken_away_ends_an_open_session()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        await using var program = await SocketDialogue.OpenAsync(house.Socket);
        await program.HearAsync();
        Assert.StartsWith("250", await program.SayAsync("EHLO website.test\r\n"), StringComparison.Ordinal);
        house.Text = house.Text.Replace($"accounts: [{SocketDialogue.Account}]", $"accounts: [{Another}]", StringComparison.Ordinal);
        house.Write();
        house.Server.Reload();
        Assert.StartsWith("421 4.7.1", await program.SayAsync("MAIL FROM:<alice@circle.test>\r\n"), StringComparison.Ordinal);
        Assert.Equal("", await program.HearAsync());
        await using var again = await SocketDialogue.OpenAsync(house.Socket);
        Assert.StartsWith("554 ", await again.HearAsync(), StringComparison.Ordinal);
        Assert.Contains(house.Logged, l => l.Contains("program website changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_sockets_have_their_own_mode_the_log_names_the_one_for_programs_and_both_are_gone_after_the_stop()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Everybody = Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var control = $"{house.LedgerFile}.control";
        Assert.Equal((Everybody, Owner), (File.GetUnixFileMode(house.Socket), File.GetUnixFileMode(control)));
        Assert.Equal(house.Socket, $"{house.Server.EndPoints[^1]}");
        Assert.Contains(house.Logged, l => l.StartsWith($"Information listening at {house.Socket} for programs of this machine, TLS not needed", StringComparison.Ordinal));
        await house.StopAsync();
        Assert.Equal((false, false), (Path.Exists(house.Socket), Path.Exists(control)));
    }

    [Fact]
    public async Task A_socket_that_a_crash_has_left_is_taken_away_and_nothing_else_is()
    {
        await using var house = House(SocketDialogue.Account);
        // What a killed gate leaves: a file that nobody listens at. Closing takes the file away, so another name is kept of it.
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint($"{house.Socket}.bound"));
            File.Move($"{house.Socket}.bound", house.Socket);
        }
        Assert.True(Path.Exists(house.Socket));
        await house.StartAsync();
        await using (var program = await SocketDialogue.OpenAsync(house.Socket))
            Assert.StartsWith("220 ", await program.HearAsync(), StringComparison.Ordinal);
        await house.StopAsync();

        await File.WriteAllTextAsync(house.Socket, "somebody's", Cancellation);
        var refused = await Assert.ThrowsAsync<IOException>(house.StartAsync);
        Assert.Equal($"{house.Socket} is there and is no socket; take it away, or name another place to listen at", refused.Message);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(house.Socket, Cancellation));
        File.Delete(house.Socket);

        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(house.Socket));
        other.Listen();
        refused = await Assert.ThrowsAsync<IOException>(house.StartAsync);
        Assert.StartsWith($"{house.Socket} is listened at already; ", refused.Message, StringComparison.Ordinal);
        await using var still = await SocketDialogue.OpenAsync(house.Socket);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_with_the_path()
    {
        await using var house = House(SocketDialogue.Account);
        house.Text = house.Text.Replace("unix:submit.socket", "unix:run/submit.socket", StringComparison.Ordinal);
        house.Write();
        var refused = await Assert.ThrowsAsync<IOException>(house.StartAsync);
        Assert.StartsWith($"{Path.Combine(house.Folder, "run", "submit.socket")} cannot be listened at: its folder is not there; ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_that_has_retired_tells_programs_521_as_everybody()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        house.Server.Services.Policy.State = GateState.Retired;
        await using (var program = await SocketDialogue.OpenAsync(house.Socket))
            Assert.StartsWith("521 ", await program.HearAsync(), StringComparison.Ordinal);
        await house.StopAsync();
        await TombstoneTests.SealAsync(house.LedgerFile);
        await using var tombstone = await Tombstone.StartAsync(house.Options(), Cancellation);
        await using var late = await SocketDialogue.OpenAsync(house.Socket);
        Assert.StartsWith("521 ", await late.HearAsync(), StringComparison.Ordinal);
        Assert.StartsWith("521 ", await late.SayAsync("EHLO website.test\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("221 ", await late.SayAsync("QUIT\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Swaks_delivers_through_the_socket()
    {
        await using var house = House(SocketDialogue.Account);
        await house.StartAsync();
        var (code, said) = await SwaksAsync(house);
        Assert.True(code == 0, said);
        await house.Server.Runner.WhenIdleAsync();
        var (mailbox, _, octets) = Assert.Single(house.Mail());
        Assert.Equal("bob", mailbox);
        Assert.Contains("\r\n\r\nby cron\r\n", Encoding.Latin1.GetString(octets), StringComparison.Ordinal);
    }

    // Process, account and group are three numbers side by side: here all three are different, and only one is right.
    [Theory]
    [InlineData(64001, 64002, true)]
    [InlineData(64002, 64001, false)]
    public async Task What_counts_is_the_account_and_neither_its_group_nor_ours(int account, int group, bool isServed)
    {
        Require.Program("setpriv");
        Assert.SkipUnless(SocketDialogue.Account == 0, "only root can run a program as another account");
        await using var house = House(64001);
        // Its folder is the gate's alone otherwise.
        File.SetUnixFileMode(house.Folder, File.GetUnixFileMode(house.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await house.StartAsync();
        var (code, said) = await SwaksAsync(house, "setpriv", $"--reuid={account}", $"--regid={group}", "--clear-groups");
        Assert.True(code == 0 == isServed, said);
        Assert.Equal(!isServed, said.Contains("554 mx.circle.test", StringComparison.Ordinal));
    }

    static async Task<(int Code, string Said)> SwaksAsync(GateHouse house, params string[] launcher)
    {
        Require.Program("swaks");
        string[] words =
            [.. launcher, "swaks", "--socket", house.Socket, "--ehlo", "cron", "--from", "alice@circle.test", "--to", "bob@circle.test", "--body", "by cron", "--timeout", "20"];
        using var swaks = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var problem = swaks.StandardError.ReadToEndAsync(Cancellation);
        var said = await swaks.StandardOutput.ReadToEndAsync(Cancellation);
        await swaks.WaitForExitAsync(Cancellation);
        return (swaks.ExitCode, $"{said}{await problem}");
    }

    /// <summary>A gate with a socket for a program that runs as an account.</summary>
    static GateHouse House(uint account)
    {
        var house = new GateHouse();
        house.Text = house.Text.Replace("  - at: 127.0.0.1:2525\n", "  - at: 127.0.0.1:2525\n  - at: unix:submit.socket\n    for: submission\n", StringComparison.Ordinal)
            .Replace("peers:\n", $"programs:\n  website:\n    accounts: [{account}]\npeers:\n", StringComparison.Ordinal);
        house.Write();
        return house;
    }

    static List<string> Contacts(GateHouse house)
    {
        List<string> outcomes = [];
        using var reader = SqliteLedgerReader.Open(house.LedgerFile);
        reader.ReadContacts(0, reader.Size, ContactFilter.None, whole: true, (in LedgerContact contact) =>
        {
            Assert.Equal(("127.0.0.1", "mx.circle.test"), (Encoding.UTF8.GetString(contact.Source), Encoding.UTF8.GetString(contact.Target)));
            Assert.Equal(ContactKind.SmtpIn, contact.Kind);
            outcomes.Add(Encoding.UTF8.GetString(contact.Outcome));
        }, Cancellation);
        outcomes.Sort(StringComparer.Ordinal);
        return outcomes;
    }
}
