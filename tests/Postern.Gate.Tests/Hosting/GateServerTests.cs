using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postern.Gate.Delivery;
using Postern.Gate.Tests.Delivery;
using Postern.Gate.Tests.Sessions;
using Postern.Gate.Identity;
using Postern.Ledger.Sealing;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

public sealed class GateServerTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_delivered_from_its_spool_file_which_is_gone_then()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        var body = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"line {i} of a message that is larger than a row takes\r\n"));
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            await peer.SendAsync("m@peer-a.test", "alice@circle.test", $"Subject: big\r\n\r\n{body}", Cancellation);
        await house.Server.Runner.WhenIdleAsync();
        Assert.EndsWith($"Subject: big\r\n\r\n{body}", Encoding.Latin1.GetString(Assert.Single(house.Mail()).Octets));
        Assert.Empty(Directory.EnumerateFiles(house.SpoolFolder));
    }

    [Theory]
    [InlineData("create", nameof(FolderFault.Full), "452")]
    [InlineData("write", nameof(FolderFault.Full), "452")]
    [InlineData("write", nameof(FolderFault.Io), "451")]
    [InlineData("sync", nameof(FolderFault.Io), "451")]
    public async Task A_spool_that_fails_is_told_at_the_end_and_the_session_stays_in_step(string call, string fault, string code)
    {
        var disk = new RecordedDisk();
        await using var house = new GateHouse { OpenFolder = path => path.EndsWith(".spool", StringComparison.Ordinal) ? new RecordedFolder(disk, ".") : PosixFolder.Open(path) };
        await house.StartAsync();
        disk.Before = said =>
        {
            if (said.StartsWith(call, StringComparison.Ordinal))
                throw new FolderException(Enum.Parse<FolderFault>(fault), $"cannot {said}");
        };
        await using var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation);
        var big = $"Subject: big\r\n\r\n{string.Concat(Enumerable.Repeat("seventy octets\r\n", 20_000))}";
        var refused = await Assert.ThrowsAsync<IOException>(() => peer.SendAsync("m@peer-a.test", "alice@circle.test", big, Cancellation));
        Assert.Contains($"{code} ", refused.Message);
        await peer.SendAsync("m@peer-a.test", "alice@circle.test", "Subject: small\r\n\r\n", Cancellation);
        await house.Server.Runner.WhenIdleAsync();
        Assert.Single(house.Mail());
    }

    [Fact]
    public async Task File_and_folder_of_the_spool_are_durable_before_the_ledger_and_the_ledger_before_the_reply()
    {
        var disk = new RecordedDisk();
        await using var house = new GateHouse { OpenFolder = path => path.EndsWith(".spool", StringComparison.Ordinal) ? new RecordedFolder(disk, ".") : PosixFolder.Open(path) };
        await house.StartAsync();
        await house.Server.Services.Queue.HoldAsync("all", isHeld: true, "a test");
        disk.Calls.Clear();
        await using var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation);
        var reply = await peer.SendAsync("m@peer-a.test", "alice@circle.test", $"Subject: big\r\n\r\n{string.Concat(Enumerable.Repeat("seventy octets\r\n", 20_000))}", Cancellation);
        var words = disk.Calls.Select(c => c.Split(' ')[0]).ToList();
        Assert.Equal(["create", "write", "sync", "sync"], words.Where((w, i) => i == 0 || w != "write" || words[i - 1] != "write"));
        // What the reply promises can be read by another connection to the file.
        using var reader = Ledger.Sqlite.SqliteLedgerReader.Open(house.LedgerFile);
        var id = reply.Split(' ')[^1];
        Assert.Contains(reader.ReadEntries(EntryKind.MessageAccepted), e =>
            new Gate.Queue.MessageId(long.Parse(GateHouse.Text_(e.Entry, EntryField.Message))).ToString() == id);
        Assert.Equal(id, Assert.Single(house.Server.Services.Queue.List()).Id.ToString());
    }

    [Fact]
    public async Task Settings_are_read_again_and_what_cannot_be_is_refused_with_its_place()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        var before = house.Text;
        house.Text = before.Replace("message-size: 1 MiB", "message-size: a lot", StringComparison.Ordinal);
        house.Write();
        house.Server.Reload();
        house.Text = before.Replace("host: mx.circle.test", "host: other.circle.test", StringComparison.Ordinal);
        house.Write();
        house.Server.Reload();
        Assert.Equal("mx.circle.test", house.Server.Services.Circle.Value.Settings.HostName.Ascii);
        house.Text = before.Replace("  info: bob\n", "", StringComparison.Ordinal);
        house.Write();
        house.Server.Reload();
        Assert.DoesNotContain("info", house.Server.Services.Circle.Value.Settings.Aliases.Keys);
        await house.StopAsync();
        var told = house.Entries().Where(e => e.Entry.Kind == EntryKind.ConfigurationChange)
            .Select(e => $"{GateHouse.Text_(e.Entry, EntryField.Act)}: {GateHouse.Text_(e.Entry, EntryField.Change).Replace(house.Folder, "", StringComparison.Ordinal)}").ToList();
        Assert.Equal(4, told.Count);
        Assert.Matches(@"^refused: /postern\.yaml:\d+:\d+: limits\.message-size is ""a lot""", told[1]);
        Assert.Equal("refused: /postern.yaml:2:1: host cannot change while the gate runs; start it again", told[2]);
        Assert.Equal("changed: alias info removed", told[3]);
    }

    [Fact]
    public async Task A_renewed_certificate_is_read_again_though_the_settings_are_the_same_and_the_record_says_so()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        house.Server.Reload();
        var (certificate, key) = SomeCertificates.Pem("mx-next");
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "postern.key"), key, Cancellation);
        house.Server.Reload();
        Assert.Contains(house.Logged, l => l.Contains("certificate", StringComparison.Ordinal) && l.Contains("runs on with", StringComparison.Ordinal));
        Assert.Equal(SomeCertificates.Pin("mx"), await ShownAsync(house.Secure));
        await File.WriteAllTextAsync(Path.Combine(house.Folder, "postern.crt"), certificate, Cancellation);
        house.Server.Reload();
        Assert.Equal(SomeCertificates.Pin("mx-next"), await ShownAsync(house.Secure));
        Assert.Equal(SomeCertificates.Pin("mx-next"), KeyPin.Of(house.Server.Services.Certificate()));
        await house.StopAsync();
        var told = house.Entries().Where(e => e.Entry.Kind == EntryKind.ConfigurationChange).Select(e => e.Entry.Text(EntryField.Change)).ToList();
        Assert.Equal(2, told.Count);
        Assert.StartsWith($"key changed to {SomeCertificates.Pin("mx-next")}\ncertificate renewed, until ", told[1], StringComparison.Ordinal);
    }

    // The key that a server shows to whoever calls.
    static async Task<KeyPin> ShownAsync(IPEndPoint place)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(place, Cancellation);
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "mx.circle.test",
                ClientCertificates = [SomeCertificates.Of("peer-a")],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            },
            Cancellation);
        using var shown = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
        return KeyPin.Of(shown);
    }

    [Fact]
    public async Task A_settings_file_that_is_still_being_written_is_not_taken_for_what_it_will_be()
    {
        var time = new ManualTime();
        await using var house = new GateHouse { Time = time };
        await house.StartAsync();
        var look = house.Options().ReloadInterval;
        var whole = house.Text;
        // Each look finds another state of a file that somebody writes.
        foreach (var part in new[] { whole.Replace("  info: bob\n", "", StringComparison.Ordinal), whole.Replace("message-size: 1 MiB", "message-size: 2 MiB", StringComparison.Ordinal), whole })
        {
            house.Text = part;
            house.Write();
            time.Pass(look);
            Assert.Contains("info", house.Server.Services.Circle.Value.Settings.Aliases.Keys);
        }
        time.Pass(look);
        Assert.Contains("info", house.Server.Services.Circle.Value.Settings.Aliases.Keys);
        house.Text = whole.Replace("  info: bob\n", "", StringComparison.Ordinal);
        house.Write();
        time.Pass(2 * look);
        Assert.DoesNotContain("info", house.Server.Services.Circle.Value.Settings.Aliases.Keys);
        await house.StopAsync();
        Assert.Equal(["read", "changed"], house.Entries().Where(e => e.Entry.Kind == EntryKind.ConfigurationChange).Select(e => GateHouse.Text_(e.Entry, EntryField.Act)));
    }

    [Fact]
    public async Task The_key_that_comes_next_is_read_with_the_settings_and_what_is_none_is_refused()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        Assert.Null(house.Server.Services.NextKey());
        var next = Path.Combine(house.Folder, "next.crt");
        house.Text = $"{house.Text}certificate: {{next: next.crt}}\n";
        house.Write();
        house.Server.Reload();
        Assert.Contains(house.Logged, l => l.Contains("certificate.next names", StringComparison.Ordinal));
        await File.WriteAllTextAsync(next, "no certificate", Cancellation);
        house.Text += "# again\n";
        house.Write();
        house.Server.Reload();
        Assert.Contains(house.Logged, l => l.Contains("next.crt is no certificate in PEM", StringComparison.Ordinal));
        Assert.Null(house.Server.Services.NextKey());
        await File.WriteAllTextAsync(next, SomeCertificates.Pem("mx-next").Certificate, Cancellation);
        house.Text += "# once more\n";
        house.Write();
        house.Server.Reload();
        Assert.Equal(("next", $"{SomeCertificates.Pin("mx-next")}"), (house.Server.Services.NextKey()!.Use, house.Server.Services.NextKey()!.Pin));
    }

    [Fact]
    public async Task A_gate_that_stops_says_421_to_who_is_there_and_loses_nothing()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        await using var wire = await SocketWire.ConnectAsync("127.0.0.2", house.Clear);
        Assert.StartsWith("220", Encoding.ASCII.GetString((await wire.ReadAsync(Patience))!));
        var stopping = house.StopAsync();
        Assert.StartsWith("421 4.3.2", Encoding.ASCII.GetString((await wire.ReadAsync(Patience))!));
        Assert.Empty((await wire.ReadAsync(Patience))!);
        await stopping;
        Assert.Equal(["start", "stop"], house.Entries().Where(e => e.Entry.Kind == EntryKind.AdministrativeAct).Select(e => GateHouse.Text_(e.Entry, EntryField.Act)));
    }

    [Fact]
    public async Task The_ledger_tells_a_session_in_its_order_with_the_key_that_was_shown()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
        {
            await Assert.ThrowsAsync<IOException>(() => peer.SendAsync("m@elsewhere.test", "alice@circle.test", "", Cancellation));
        }
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            await peer.SendAsync("m@peer-a.test", "alice@circle.test", "Subject: t\r\n\r\n", Cancellation);
        await house.Server.Open.WhenEmptyAsync();
        await house.Server.Runner.WhenIdleAsync();
        await house.StopAsync();
        var entries = house.Entries().Select(e => e.Entry).ToList();
        var sessions = entries.Where(e => e.TryGet(EntryField.Session, out _)).GroupBy(e => GateHouse.Text_(e, EntryField.Session))
            .Select(s => string.Join(' ', s.Select(e => e.Kind.Word()))).ToList();
        Assert.Equal(2, sessions.Count);
        Assert.StartsWith("session tls refused", sessions[0]);
        Assert.Equal("session tls accepted", sessions[1]);
        Assert.All(entries.Where(e => e.Kind == EntryKind.TlsOutcome), e => Assert.Equal(SomeCertificates.Pin("peer-a").Hex, GateHouse.Text_(e, EntryField.KeyFingerprint)));
        Assert.Contains(entries, e => e.Kind == EntryKind.Contact && GateHouse.Text_(e, EntryField.Outcome) == "accepted" && GateHouse.Text_(e, EntryField.Source) == "127.0.0.2");
        Assert.Contains(entries, e => e.Kind == EntryKind.Contact && GateHouse.Text_(e, EntryField.Outcome) == "rejected");
    }
}
