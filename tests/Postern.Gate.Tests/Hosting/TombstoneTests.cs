using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Postern.Gate.Hosting;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Tests.Hosting;

public sealed class TombstoneTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gate_whose_ledger_is_sealed_tells_everybody_521_and_counts()
    {
        await using var house = new GateHouse();
        await house.StartAsync();
        await house.StopAsync();
        await SealAsync(house.LedgerFile);
        var refused = await Assert.ThrowsAsync<LedgerException>(house.StartAsync);
        Assert.Equal(LedgerFailure.Sealed, refused.Failure);

        await using (var tombstone = await Tombstone.StartAsync(house.Options(), Cancellation))
        {
            foreach (var (place, isSecure) in tombstone.EndPoints.Zip([false, true, true]))
                Assert.Matches("^521 mx.circle.test [^\r]*\r\n221 [^\r]*\r\n$", await GreetingAsync(place, isSecure));
            Assert.Equal("", await GreetingAsync(tombstone.EndPoints[1], isSecure: false, "EHLO I speak no TLS\r\n"));
            Assert.Equal(4, tombstone.Told);
        }

        Assert.Contains(house.Logged, line => line.Contains("4 callers were told 521", StringComparison.Ordinal));
        using var reader = SqliteLedgerReader.Open(house.LedgerFile);
        Assert.Equal(reader.Size, reader.ReadCheckpoints()[^1].Size);
    }

    internal static async Task SealAsync(string path)
    {
        await using var ledger = SqliteLedger.Open(path, new LedgerOptions());
        await ledger.SealForGoodAsync(new PlainEntry(EntryKind.Retirement, 0).Add(EntryField.Act, "sealed"), Cancellation);
    }

    /// <summary>All that is said before the connection is closed.</summary>
    static async Task<string> GreetingAsync(EndPoint place, bool isSecure, string sent = "QUIT\r\n")
    {
        using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(place, Cancellation);
        Stream stream = new NetworkStream(socket);
        if (isSecure)
        {
#pragma warning disable CA5359 // Whose key it is does not matter here.
            var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
            await secure.AuthenticateAsClientAsync("mx.circle.test");
            stream = secure;
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(sent), Cancellation);
        var text = new StringBuilder();
        var buffer = new byte[1024];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, Cancellation)) > 0;)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Closed without a word.
        }
        await stream.DisposeAsync();
        return text.ToString();
    }
}
