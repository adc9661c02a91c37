using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;

namespace Postern.Gate.Hosting;

/// <summary>Where a gate listens: for SMTP as its settings say; for its owner's commands on a socket in the file system; for its
/// monitoring on a loopback address where that is wanted.</summary>
sealed class GateListeners
{
    /// <summary>Octets of a connection that the transport holds at most, each way.</summary>
    const int MostHeld = 64 << 10;

    readonly List<ListenOptions> smtp = [];
    readonly HashSet<string> shared = new(StringComparer.Ordinal);

    /// <param name="builder">The web application's builder.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">The gate's files.</param>
    /// <param name="serve">Serves an SMTP connection.</param>
    /// <exception cref="InvalidDataException">The socket's path is too long.</exception>
    public GateListeners(WebApplicationBuilder builder, GateSettings settings, GateFolder folder, Func<ListenerSettings, ConnectionContext, Task> serve)
    {
        var socket = folder.ControlSocket(settings);
        if (SocketPath.Problem(socket) is { } problem)
            throw new InvalidDataException($"{socket} {problem}; put the ledger into a folder with a shorter path");
        builder.WebHost.UseKestrelCore().UseSockets(transport =>
        {
            (transport.MaxReadBufferSize, transport.MaxWriteBufferSize) = (MostHeld, MostHeld);
            // A session goes on where its octets come: it waits for nothing there, and each hand-over would cost as much as the command.
            // To ask first whether there are any would cost a call for each; instead a connection holds a page.
            transport.UnsafePreferInlineScheduling = true;
            transport.WaitForDataBeforeAllocatingBuffer = false;
            transport.CreateBoundListenSocket = Bind;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var listener in settings.Listeners)
            {
                kestrel.Listen(PlaceOf(listener, folder), listen =>
                {
                    listen.Run(connection => serve(listener, connection));
                    smtp.Add(listen);
                });
            }
            kestrel.ListenUnixSocket(socket, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Items[ControlRoutes.Mark] = true;
                    return next(connection);
                });
            });
            if (settings.Monitor is { } monitor)
                kestrel.Listen(monitor, listen => listen.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>Makes the web application that listens, not started yet.</summary>
    /// <param name="options">Where the log goes.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">The gate's files.</param>
    /// <param name="serve">Serves an SMTP connection.</param>
    /// <param name="listeners">Where it listens.</param>
    public static WebApplication Build(
        GateServerOptions options, GateSettings settings, GateFolder folder, Func<ListenerSettings, ConnectionContext, Task> serve, out GateListeners listeners)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "postern" });
        options.Logging(builder.Logging);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddRoutingCore();
        // Signals are the caller's affair.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        listeners = new GateListeners(builder, settings, folder, serve);
        return builder.Build();
    }

    /// <summary>The places where SMTP is listened for, with their real ports and whole paths.</summary>
    public IReadOnlyList<EndPoint> Bound => [.. smtp.Select(l => l.EndPoint)];

    // Programs of any account may connect, and hear by their account whether they are served. Other sockets are the owner's.
    EndPoint PlaceOf(ListenerSettings listener, GateFolder folder)
    {
        if (listener.EndPoint is not UnixDomainSocketEndPoint socket)
            return listener.EndPoint;
        var path = folder.Of($"{socket}");
        shared.Add(path);
        return new UnixDomainSocketEndPoint(path);
    }

    Socket Bind(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint)
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        var path = $"{endPoint}";
        SocketFile.MakeRoom(path);
        try
        {
            var bound = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            // Before anybody can connect: nobody listens yet.
            if (shared.Contains(path))
                OwnerFiles.Share(path);
            else
                OwnerFiles.Secure(path);
            return bound;
        }
        catch (SocketException problem)
        {
            throw SocketFile.NotBound(path, problem);
        }
    }

    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
