using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Postern.Testing;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Exim as the peer of a gate: installed, or unpacked beside another mail server by <c>.ci/exim</c>.</summary>
sealed class EximServer : PeerServer
{
    /// <inheritdoc/>
    public override string Deferred => " == alice@circle.test";

    protected override string LogFile => Of("mainlog");

    protected override async Task StartAsync(X509Certificate2 known, IPEndPoint gate)
    {
        var exim = RequireServer("exim4", Checkout.Path("artifacts", "exim", "usr", "sbin"));
        await RequireMountsAsync();
        foreach (var name in new[] { "spool", "mail" })
            Directory.CreateDirectory(Of(name));
        await File.WriteAllTextAsync(Of("circle.crt"), known.ExportCertificatePem());
        await File.WriteAllTextAsync(Of("exim.conf"), Settings(exim, gate));
        await WriteUsersAsync("passwd", "Debian-exim:x:65534:65534::/:/bin/false");
        await WriteUsersAsync("group", "Debian-exim:x:65534:");
        Chown("nobody", ".");
        // Root reads the settings of nobody else's file.
        Chown("root", "exim.conf");
        var line = $"mount --bind '{Of("passwd")}' /etc/passwd && mount --bind '{Of("group")}' /etc/group && exec '{exim}' -C '{Of("exim.conf")}' -bdf";
        await StartAsync("unshare", ["--mount", "sh", "-c", line], EndPoint);
    }

    // Debian's Exim knows its user by name and does nothing without him: in a view of its own he is nobody.
    async Task WriteUsersAsync(string file, string user) => await File.WriteAllLinesAsync(Of(file), File.ReadLines($"/etc/{file}").Prepend(user));

    static async Task RequireMountsAsync()
    {
        Require.Program("unshare");
        using var tried = Process.Start(new ProcessStartInfo("unshare", ["--mount", "true"]) { RedirectStandardError = true, UseShellExecute = false })!;
        await tried.WaitForExitAsync();
        if (tried.ExitCode != 0)
            Assert.Skip($"this machine gives nobody a view of its own of the files: {await tried.StandardError.ReadToEndAsync()}");
    }

    string Settings(string exim, IPEndPoint gate)
    {
        var documented = Documented("exim", "/etc/exim4", gate)
            .Replace("\ncircle:\n  require", $"\ncircle:\n  accept condition = ${{if ={{$received_port}}{{{SubmissionPort}}}}}\n  require", StringComparison.Ordinal)
            .Replace("driver = manualroute\n", "driver = manualroute\n  self = send\n", StringComparison.Ordinal)
            .Replace("\nbegin transports\n", """

                mailbox:
                  driver = accept
                  domains = peer-b.test
                  local_parts = x
                  transport = mailbox

                begin transports

                """, StringComparison.Ordinal);
        return $$"""
            exim_path = {{exim}}
            keep_environment =
            primary_hostname = mx.peer-b.test
            spool_directory = {{Of("spool")}}
            log_file_path = {{Of("%slog")}}
            pid_file_path =
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = {{EndPoint.Port}} : {{SubmissionPort}}
            deliver_drop_privilege = true
            host_lookup =
            rfc1413_query_timeout = 0s
            {{documented}}

            mailbox:
              driver = appendfile
              maildir_format
              directory = {{Of("mail")}}/x
              create_directory

            begin retry

            * * F,1h,1s

            """;
    }
}
