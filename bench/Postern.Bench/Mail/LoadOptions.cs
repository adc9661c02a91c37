using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Postern.Bench.Mail;

/// <summary>The options that say where to send and what, for the commands that send.</summary>
sealed class LoadOptions
{
    readonly Option<IPEndPoint> to = new("--to") { Description = "address and port", Required = true, CustomParser = r => IPEndPoint.Parse(r.Tokens[0].Value) };
    readonly Option<int> messages = new("--messages") { Description = "messages in all", DefaultValueFactory = _ => 1_000 };
    readonly Option<int> size = new("--size") { Description = "octets of a message", DefaultValueFactory = _ => 4_096 };
    readonly Option<string> sender = new("--from") { Description = "reverse-path", DefaultValueFactory = _ => "load@source.test" };
    readonly Option<string> recipient = new("--rcpt") { Description = "forward-path", DefaultValueFactory = _ => "box@bench.test" };
    readonly Option<bool> tls = new("--tls") { Description = "implicit TLS, whatever certificate the server has" };
    readonly Option<FileInfo?> certificate = new("--cert") { Description = "certificate to show, PEM" };
    readonly Option<FileInfo?> key = new("--key") { Description = "its key, PEM" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[to, messages, size, sender, recipient, tls, certificate, key])
            command.Options.Add(option);
    }

    /// <summary>Messages in all.</summary>
    public int Messages(ParseResult parsed) => parsed.GetValue(messages);

    /// <summary>What they say.</summary>
    public SmtpLoad Load(ParseResult parsed)
    {
        var own = parsed.GetValue(certificate) is { } cert ? X509Certificate2.CreateFromPemFile(cert.FullName, parsed.GetValue(key)?.FullName) : null;
        return new SmtpLoad(parsed.GetValue(to)!, parsed.GetValue(tls), own, parsed.GetValue(sender)!, parsed.GetValue(recipient)!, parsed.GetValue(size));
    }
}
