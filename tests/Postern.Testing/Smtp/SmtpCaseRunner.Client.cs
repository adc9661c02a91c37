using Xunit;

namespace Postern.Testing.Smtp;

public sealed partial class SmtpCaseRunner
{
    /// <summary>Plays the willing peer to the end of a message, where a case says what was delivered and stops before.</summary>
    static async Task FinishAsPeerAsync(ISmtpWire wire, WireReader reader)
    {
        await wire.SendAsync("354 go\r\n"u8.ToArray(), raw: false);
        await reader.UntilAsync(text => text.EndsWith("\r\n.\r\n", StringComparison.Ordinal), Patience);
        await wire.SendAsync("250 ok\r\n"u8.ToArray(), raw: false);
        Assert.Equal("QUIT", await reader.LineAsync(Patience));
        await wire.SendAsync("221 bye\r\n"u8.ToArray(), raw: false);
    }

    /// <summary>The server under test is the client: what it sends next is matched line by line, or whole where the pattern spans lines.</summary>
    static async Task ExpectFromClientAsync(SmtpCaseStep step, ISmtpWire wire, WireReader reader)
    {
        var pattern = step.Expect.GetString()!;
        var patience = pattern.Split('|').Contains(WireReader.None) ? Quiet : step.Patience ?? Patience;
        if (step.Tls is not null)
        {
            // A client that saw something wrong closes instead of shaking hands.
            if (!await wire.StartTlsAsync(step.Tls))
                Assert.True(pattern.Contains(WireReader.Eof, StringComparison.Ordinal) || step.Tls.MayFail, "no handshake");
            return;
        }
        var came = pattern.StartsWith("(?s)", StringComparison.Ordinal)
            ? await reader.UntilAsync(text => IsWhole(pattern, text), patience)
            : await reader.LineAsync(patience);
        Assert.True(IsWhole(pattern, came), $"expected {pattern}, came {came}");
    }
}
