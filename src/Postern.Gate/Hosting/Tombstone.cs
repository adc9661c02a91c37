using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Sessions;
using Postern.Smtp.Replies;
using Postern.Smtp.Server;

namespace Postern.Gate.Hosting;

/// <summary>What is left of a gate whose ledger is sealed for good: it tells everybody 521 (RFC 7504) and counts them in its log. It takes
/// no mail, writes into no ledger, and knows nobody; its owner is answered from its files.</summary>
public sealed class Tombstone : IAsyncDisposable
{
    static readonly TimeSpan CountInterval = TimeSpan.FromHours(1);

    readonly GateSettings settings;
    readonly TimeProvider time;
    readonly SslServerAuthenticationOptions tls;
    readonly WebApplication web;
    readonly GateListeners listeners;
    readonly ILogger log;
    readonly ITimer timer;
    long told;
    long logged;
    int open;

    Tombstone(GateServerOptions options, GateSettings settings)
    {
        (this.settings, time) = (settings, options.Time);
        var folder = new GateFolder(options.SettingsFile);
        tls = ServerTls.Options(GateCertificate.Load(folder, settings.Certificate));
        web = GateListeners.Build(options, settings, folder, AnswerAsync, out listeners);
        ControlRoutes.MapSealed(web, folder, settings);
        log = web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("postern");
        timer = time.CreateTimer(_ => LogCount(), null, CountInterval, CountInterval);
    }

    /// <summary>Where it listens for SMTP, in the order of the settings.</summary>
    public IReadOnlyList<EndPoint> EndPoints => listeners.Bound;

    /// <summary>Callers so far.</summary>
    public long Told => Interlocked.Read(ref told);

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidDataException">Settings or certificate are not what they should be; a line for each problem.</exception>
    /// <exception cref="IOException">A place cannot be listened at.</exception>
    public static async Task<Tombstone> StartAsync(GateServerOptions options, CancellationToken cancellation)
    {
        var reading = SettingsReading.Of(options.SettingsFile);
        if (reading.Settings is null)
            throw new InvalidDataException(string.Join('\n', reading.Problems));
        var tombstone = new Tombstone(options, options.Amend(reading.Settings));
        try
        {
            await tombstone.web.StartAsync(cancellation);
        }
        catch
        {
            await tombstone.DisposeAsync();
            throw;
        }
        HostingLog.Buried(tombstone.log);
        return tombstone;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        using var soon = new CancellationTokenSource(settings.Limits.HandshakeTimeout, time);
        await web.StopAsync(soon.Token);
        LogCount();
        await web.DisposeAsync();
    }

    async Task AnswerAsync(ListenerSettings listener, ConnectionContext connection)
    {
        Interlocked.Increment(ref told);
        try
        {
            // More at once are closed without a word, as strangers are by a gate that lives.
            if (Interlocked.Increment(ref open) <= settings.Limits.StrangerConnections)
                await TellAsync(listener, connection);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException or ObjectDisposedException or AuthenticationException or InvalidOperationException)
        {
            // The other side has gone, or speaks no TLS: it has been counted.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    async Task TellAsync(ListenerSettings listener, ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(settings.Limits.HandshakeTimeout, time);
        await using var late = limit.Token.Register(connection.Abort);
        if (listener.Channel != SmtpChannel.Tls)
        {
            await TalkAsync(listener, connection.Transport.Input, connection.Transport.Output, limit.Token);
            return;
        }
        await using var secure = new SslStream(new PipeStream(connection.Transport), leaveInnerStreamOpen: true);
        await secure.AuthenticateAsServerAsync(tls, limit.Token);
        await TalkAsync(listener, PipeReader.Create(secure), PipeWriter.Create(secure), limit.Token);
        await secure.ShutdownAsync();
    }

    // The same machine as a living gate's: 521 at once, then to every command but QUIT.
    async Task TalkAsync(ListenerSettings listener, PipeReader input, PipeWriter output, CancellationToken limit)
    {
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = settings.HostName.Ascii, Service = listener.Service }, listener.Channel);
        var nowhere = new ArrayBufferWriter<byte>();
        var octets = default(ReadOnlySequence<byte>);
        var isReading = false;
        while (true)
        {
            switch (session.Advance(ref octets, output, nowhere))
            {
                case SmtpStep.NeedVerdict:
                    session.Answer(SmtpVerdict.Refuse(RefusalReason.Retired));
                    break;
                case SmtpStep.NeedOctets:
                    if (isReading)
                        input.AdvanceTo(octets.End);
                    await output.FlushAsync(limit);
                    var result = await input.ReadAsync(limit);
                    if (result.Buffer.IsEmpty)
                        return;
                    (octets, isReading) = (result.Buffer, true);
                    break;
                case SmtpStep.Close:
                    await output.FlushAsync(limit);
                    return;
            }
        }
    }

    void LogCount()
    {
        var now = Told;
        if (Interlocked.Exchange(ref logged, now) != now)
            HostingLog.Told(log, now);
    }
}
