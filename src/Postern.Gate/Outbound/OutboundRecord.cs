using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Postern.Contacts;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Ledger;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Outbound;

/// <summary>Keeps what leaves in the ledger: dials before they happen, how TLS ended.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="source">This host, as the contacts' source.</param>
/// <param name="numbers">Gives sessions their numbers.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
sealed class OutboundRecord(ILedger ledger, string source, NumberSource numbers, TimeProvider time, ILogger log)
{
    /// <summary>A dial that is about to happen; returns when it is durable.</summary>
    /// <returns>The session's number.</returns>
    public async Task<long> DialAsync(OutboundWay way, CancellationToken cancellation)
    {
        var session = numbers.Next();
        var entry = new PlainEntry(EntryKind.SessionOpened, UnixTime.From(time.GetUtcNow()))
            .Add(EntryField.Direction, "out")
            .Add(EntryField.Session, session)
            .Add(EntryField.Source, source)
            .Add(EntryField.Target, way.Place)
            .Add(EntryField.Peer, way.Party);
        await ledger.AppendAsync([entry], cancellation);
        return session;
    }

    /// <summary>How TLS ended. It does not decide what becomes of a message: when it cannot be kept, the log says so.</summary>
    /// <param name="session">The session.</param>
    /// <param name="way">Where it goes.</param>
    /// <param name="outcome">What came of it.</param>
    public async Task TlsAsync(long session, OutboundWay way, TlsEnd outcome)
    {
        var entry = new PlainEntry(EntryKind.TlsOutcome, UnixTime.From(time.GetUtcNow()))
            .Add(EntryField.Direction, "out")
            .Add(EntryField.Session, session)
            .Add(EntryField.Outcome, outcome.Fault is null ? "ok" : outcome.Key is null ? "failed" : "key-not-pinned")
            .Add(EntryField.Peer, way.Party);
        if (outcome.Protocol != SslProtocols.None)
            entry.Add(EntryField.Protocol, outcome.Protocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2");
        if (outcome.Key is { } key)
            entry.Add(EntryField.KeyFingerprint, Convert.FromHexString(key.Hex));
        if (outcome.Fault is { } fault)
            entry.Add(EntryField.Kept, fault);
        try
        {
            await ledger.AppendAsync([entry], CancellationToken.None);
        }
        catch (LedgerException problem)
        {
            RecordingLog.Lost(log, 1, problem);
        }
    }
}

/// <summary>How a handshake ended.</summary>
/// <param name="Key">The key that the far side showed; null when it came to none.</param>
/// <param name="Protocol">The version; none when it failed.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
sealed record TlsEnd(KeyPin? Key, SslProtocols Protocol, string? Fault);
