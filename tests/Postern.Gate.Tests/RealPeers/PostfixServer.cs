using System.Net;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Postfix as the peer of a gate: takes mail for peer-b.test from whoever shows one pinned key, and hands its own mail for circle.test
/// to one place only. It asks no DNS.</summary>
sealed class PostfixServer : RealServer
{
    const string Daemons = "/usr/lib/postfix/sbin";

    PostfixServer() => EndPoint = new IPEndPoint(IPAddress.Loopback, FreePort());

    /// <summary>Where it takes mail.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where mail for x@peer-b.test lies.</summary>
    public string Mailbox => Of("mail/x");

    /// <summary>Starts it, with the key of <c>peer-b</c>.</summary>
    /// <param name="client">The key that may deliver to it.</param>
    /// <param name="gate">Where its own mail for circle.test goes; null for nowhere.</param>
    /// <param name="gateKey">The key that the gate there must show.</param>
    public static async Task<PostfixServer> StartAsync(KeyPin client, IPEndPoint? gate = null, KeyPin? gateKey = null)
    {
        RequireServer("postfix");
        var server = new PostfixServer();
        server.Configure(client, gate, gateKey ?? client);
        await server.StartAsync("postfix", ["-c", server.Of("conf"), "start-fg"], server.EndPoint);
        return server;
    }

    // The first process waits for the master, which is in a session of its own and has its number in a file.
    protected override string[] Stop(int process) => ["postfix", "-c", Of("conf"), "stop"];

    void Configure(KeyPin client, IPEndPoint? gate, KeyPin gateKey)
    {
        foreach (var name in new[] { "conf", "queue", "data", "mail" })
            Directory.CreateDirectory(Of(name));
        foreach (var name in new[] { "data", "mail" })
            Chown(Of(name));
        var (certificate, key) = WriteCertificate(SomeCertificates.Of("peer-b"));
        File.WriteAllText(Of("conf/main.cf"), $$"""
            compatibility_level = 3.6
            queue_directory = {{Of("queue")}}
            data_directory = {{Of("data")}}
            command_directory = /usr/sbin
            daemon_directory = {{Daemons}}
            maillog_file = {{Of("log")}}
            maillog_file_prefixes = {{Folder}}
            mail_owner = postfix
            myhostname = mx.peer-b.test
            myorigin = peer-b.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.2/32
            smtp_dns_support_level = disabled
            smtp_host_lookup = native
            smtpd_peername_lookup = no
            local_transport = error:none
            alias_maps =
            virtual_mailbox_domains = peer-b.test
            virtual_mailbox_maps = inline:{ x@peer-b.test=x/ }
            virtual_mailbox_base = {{Of("mail")}}
            virtual_uid_maps = static:{{PostfixUser}}
            virtual_gid_maps = static:{{PostfixUser}}
            virtual_minimum_uid = 1
            smtpd_tls_cert_file = {{certificate}}
            smtpd_tls_key_file = {{key}}
            smtpd_tls_security_level = encrypt
            smtpd_tls_ask_ccert = yes
            smtpd_tls_fingerprint_digest = sha256
            smtpd_client_restrictions = permit_mynetworks, check_ccert_access inline:{ {{{Colons(client)}} = OK} }, reject
            smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
            transport_maps = inline:{ circle.test={{(gate is null ? "error:nowhere" : $"smtp:[{gate.Address}]:{gate.Port}")}} }
            smtp_bind_address = 127.0.0.3
            smtp_tls_cert_file = {{certificate}}
            smtp_tls_key_file = {{key}}
            smtp_tls_security_level = fingerprint
            smtp_tls_fingerprint_digest = sha256
            smtp_tls_fingerprint_cert_match = {{Colons(gateKey)}}
            smtp_tls_CAfile =
            minimal_backoff_time = 1s
            queue_run_delay = 1s

            """);
        File.WriteAllText(Of("conf/master.cf"), $"""
            {EndPoint} inet n - n - - smtpd
            127.0.0.1:{SubmissionPort} inet n - n - - smtpd -o smtpd_tls_security_level=none -o smtpd_client_restrictions=permit -o mynetworks=127.0.0.0/8 -o smtpd_relay_restrictions=permit_mynetworks,reject
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            smtp unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            proxymap unix - - n - - proxymap
            showq unix n - n - - showq
            postlog unix-dgram n - n - 1 postlogd

            """);
    }

    /// <summary>Port where it takes anybody's mail for the gate, in clear: the desk of a user of the peer's.</summary>
    public int SubmissionPort { get; } = FreePort();

    static string PostfixUser { get; } = File.ReadLines("/etc/passwd").FirstOrDefault(l => l.StartsWith("postfix:", StringComparison.Ordinal))?.Split(':')[2] ?? "";

    // Postfix compares the key's fingerprint too, in hexadecimal digits with colons.
    static string Colons(KeyPin pin) => string.Join(':', pin.Hex.ToUpperInvariant().Chunk(2).Select(d => new string(d)));

    static void Chown(string path)
    {
        using var chown = System.Diagnostics.Process.Start("chown", ["postfix", path]);
        chown.WaitForExit();
    }
}
