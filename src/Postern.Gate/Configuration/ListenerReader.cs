using System.Net;
using System.Net.Sockets;
using Postern.Gate.Hosting;
using Postern.Smtp.Server;

namespace Postern.Gate.Configuration;

/// <summary>Reads the section <c>listeners</c>.</summary>
/// <param name="folder">The gate's files.</param>
/// <param name="ledger">Path of the ledger, as written.</param>
/// <param name="consistency">Takes the places.</param>
sealed class ListenerReader(GateFolder folder, string ledger, ConsistencyCheck consistency)
{
    const string SocketPrefix = "unix:";

    /// <summary>The listeners, in the order of the file.</summary>
    public IReadOnlyList<ListenerSettings> Read(SectionReader file)
    {
        var sections = file.Sections("listeners");
        if (sections.Count == 0)
            file.Refuse("listeners is empty; write at least one entry, such as `- at: 127.0.0.1:2525`");
        return [.. sections.Select(Listener).OfType<ListenerSettings>()];
    }

    ListenerSettings? Listener(SectionReader section)
    {
        var endPoint = section.Required<EndPoint>("at", Place, "write an address and a port, such as `at: 127.0.0.1:2525`");
        var service = section.Value("for", SmtpService.Relay, GeneralForms.Choice(("peers", SmtpService.Relay), ("submission", SmtpService.Submission)));
        var channel = section.Value("tls", SmtpChannel.Clear, GeneralForms.Choice(("starttls", SmtpChannel.Clear), ("implicit", SmtpChannel.Tls)));
        section.Close();
        if (endPoint is null)
            return null;
        if (endPoint is UnixDomainSocketEndPoint socket)
            return Local(section, socket, service);
        consistency.Listener($"{endPoint}", section.Place);
        return new ListenerSettings(endPoint, service, channel);
    }

    ListenerSettings Local(SectionReader section, UnixDomainSocketEndPoint socket, SmtpService service)
    {
        var path = folder.Of($"{socket}");
        if (service != SmtpService.Submission)
            section.Refuse("for", "must be submission at a Unix socket: a peer is known by its address, and no address calls there");
        if (section.Has("tls"))
            section.Refuse("tls", "is given, but nothing lies between a program and a Unix socket of the same machine; leave it out");
        if (SocketPath.Problem(path) is { } problem)
            section.Refuse("at", $"{problem} (from the root, {path})");
        if (path == folder.ControlSocket(ledger))
            section.Refuse("at", $"is where the gate's owner speaks to it ({path}); take another name");
        consistency.Listener(path, section.Place);
        return new ListenerSettings(socket, SmtpService.Submission, SmtpChannel.Local);
    }

    static string? Place(string text, out EndPoint value)
    {
        value = null!;
        if (!text.StartsWith(SocketPrefix, StringComparison.Ordinal))
        {
            var wrong = Forms.EndPoint(text, out var address);
            value = address;
            return wrong is null ? null : $"{wrong}; or {SocketPrefix} and the path of a socket for programs of this machine";
        }
        var path = text[SocketPrefix.Length..];
        var problem = path.Length == 0 ? "names no path; write one behind unix:, such as unix:submit.socket"
            : !OperatingSystem.IsLinux() ? "is a Unix socket, and only Linux tells which account calls there; write an address and a port"
            : Forms.FilePath(path, out _) ?? SocketPath.Problem(path);
        value = problem is null ? new UnixDomainSocketEndPoint(path) : null!;
        return problem;
    }
}
