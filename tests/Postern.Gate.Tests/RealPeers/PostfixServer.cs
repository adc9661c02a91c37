using System.Net;
using System.Security.Cryptography.X509Certificates;
using Postern.Gate.Identity;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Postfix as the peer of a gate.</summary>
sealed class PostfixServer : PeerServer
{
    const string Daemons = "/usr/lib/postfix/sbin";

    /// <inheritdoc/>
    public override string Deferred => "status=deferred";

    static string PostfixUser { get; } = File.ReadLines("/etc/passwd").FirstOrDefault(l => l.StartsWith("postfix:", StringComparison.Ordinal))?.Split(':')[2] ?? "";

    protected override async Task StartAsync(X509Certificate2 known, IPEndPoint gate)
    {
        RequireServer("postfix");
        Configure(Documented("postfix", "/etc/postfix", gate).Replace("KEY-OF-CIRCLE", Colons(KeyPin.Of(known)), StringComparison.Ordinal));
        await StartAsync("postfix", ["-c", Of("conf"), "start-fg"], EndPoint);
    }

    // The first process waits for the master, which is in a session of its own and has its number in a file.
    protected override string[] Stop(int process) => ["postfix", "-c", Of("conf"), "stop"];

    void Configure(string documented)
    {
        foreach (var name in new[] { "conf", "queue", "data", "mail" })
            Directory.CreateDirectory(Of(name));
        foreach (var name in new[] { "data", "mail" })
            Chown("postfix", name);
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
            smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
            {{documented}}
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

    // Postfix compares the key's fingerprint too, in hexadecimal digits with colons.
    static string Colons(KeyPin pin) => string.Join(':', pin.Hex.ToUpperInvariant().Chunk(2).Select(d => new string(d)));
}
