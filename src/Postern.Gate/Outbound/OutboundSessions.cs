using System.Net.Security;
using Postern.Gate.Policy;
using Postern.Smtp.Client;

namespace Postern.Gate.Outbound;

/// <summary>Opens sessions and keeps those that are done with a message for a short time, for the next one. Thread-safe.</summary>
/// <param name="dialer">Opens sockets.</param>
/// <param name="record">Keeps how TLS ended.</param>
/// <param name="own">What holds for all of them: our name, our certificate, where paths begin.</param>
/// <param name="time">The clock.</param>
sealed class OutboundSessions(Dialer dialer, OutboundRecord record, OutboundSelf own, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a session waits for another message: as long as Postfix keeps one (smtp_connection_cache_time_limit).</summary>
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);

    readonly Lock access = new();
    readonly List<Kept> kept = [];
    bool isClosed;

    /// <summary>A session for a message: one that is kept, or a new one.</summary>
    /// <param name="way">Where it goes. A session is kept for exactly this way; settings that changed make another.</param>
    /// <param name="mayBeKept">False wants a new one.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <returns>The session, which may be over already; null with the reason when there is no connection.</returns>
    public async Task<(OutboundSession? Session, string? Fault)> TakeAsync(OutboundWay way, bool mayBeKept, CancellationToken cancellation)
    {
        while (mayBeKept && Find(way) is { } found)
        {
            await found.Timer.DisposeAsync();
            if (!found.Session.HasSpoken)
                return (found.Session, null);
            await found.Session.DisposeAsync();
        }
        if (!TryOptions(way, out var options, out var problem))
            return (null, problem);
        var (number, connection, fault) = await dialer.DialAsync(way, cancellation);
        if (connection is null)
            return (null, fault);
        return (await OutboundSession.BeginAsync(way, options, (number, connection), own.Certificate(), record, time, cancellation), null);
    }

    /// <summary>Gives a session back: kept when it can take another message, else closed.</summary>
    public async Task GiveBackAsync(OutboundWay way, OutboundSession session, CancellationToken cancellation)
    {
        if (await session.IsReadyAsync(cancellation))
        {
            lock (access)
            {
                if (!isClosed)
                {
                    var entry = new Kept(way, session);
                    entry.Timer = time.CreateTimer(_ => _ = EndAsync(entry), null, Idle, Timeout.InfiniteTimeSpan);
                    kept.Add(entry);
                    return;
                }
            }
            await session.QuitAsync();
        }
        await session.DisposeAsync();
    }

    /// <summary>Closes those that are kept for ways that no longer hold.</summary>
    public async Task KeepOnlyAsync(Func<OutboundWay, bool> holds)
    {
        List<Kept> over;
        lock (access)
            over = kept.FindAll(k => !holds(k.Way));
        foreach (var entry in over)
            await EndAsync(entry);
    }

    /// <summary>Closes those that are kept; later ones are not kept.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (access)
            isClosed = true;
        await KeepOnlyAsync(_ => false);
    }

    Kept? Find(OutboundWay way)
    {
        lock (access)
        {
            var found = kept.Find(k => k.Way.IsSameAs(way));
            if (found is not null)
                kept.Remove(found);
            return found;
        }
    }

    async Task EndAsync(Kept entry)
    {
        lock (access)
        {
            if (!kept.Remove(entry))
                return;
        }
        await entry.Timer.DisposeAsync();
        await entry.Session.QuitAsync();
        await entry.Session.DisposeAsync();
    }

    bool TryOptions(OutboundWay way, out SmtpClientOptions options, out string? problem)
    {
        ClientCredentials? credentials = null;
        problem = null;
        if (way.Credentials is { } login)
        {
            try
            {
                var path = Path.Combine(own.Folder, login.PasswordFile);
                credentials = new ClientCredentials(login.User, File.ReadLines(path).FirstOrDefault(""), GatePolicy.Nonce());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problem = $"the password of user {login.User} cannot be read: {e.Message}";
            }
        }
        options = new SmtpClientOptions { HostName = own.HostName, Security = way.Security, Dialect = way.Dialect, Credentials = credentials };
        return problem is null;
    }

    sealed class Kept(OutboundWay way, OutboundSession session)
    {
        public OutboundWay Way => way;

        public OutboundSession Session => session;

        public ITimer Timer { get; set; } = null!;
    }
}

/// <summary>Who we are to servers that we call.</summary>
/// <param name="HostName">Our name, for EHLO.</param>
/// <param name="Certificate">What we show, now.</param>
/// <param name="Folder">Folder of the settings, where relative paths begin.</param>
sealed record OutboundSelf(string HostName, Func<SslStreamCertificateContext> Certificate, string Folder);
