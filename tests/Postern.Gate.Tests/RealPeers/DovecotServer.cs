using System.Net.Sockets;

namespace Postern.Gate.Tests.RealPeers;

/// <summary>Dovecot as the owner's own server behind a gate: takes mail by LMTP on a Unix socket.</summary>
sealed class DovecotServer : RealServer
{
    /// <summary>Its socket.</summary>
    public string Socket => Of("run/lmtp");

    /// <summary>A mailbox as a Maildir.</summary>
    public string Mailbox(string name) => Of($"mail/{name}");

    /// <summary>Starts it. Mailboxes are made when mail comes for them.</summary>
    public static async Task<DovecotServer> StartAsync()
    {
        RequireServer("dovecot");
        var server = new DovecotServer();
        Directory.CreateDirectory(server.Of("mail"));
        server.Chown("dovecot", "mail");
        await File.WriteAllTextAsync(server.Of("dovecot.conf"), $$"""
            base_dir = {{server.Of("run")}}
            state_dir = {{server.Of("state")}}
            log_path = {{server.Of("log")}}
            protocols = lmtp
            listen = 127.0.0.1
            ssl = no
            hostname = store.circle.test
            postmaster_address = postmaster@circle.test
            mail_location = maildir:{{server.Of("mail")}}/%n
            first_valid_uid = 1
            first_valid_gid = 1
            passdb {
              driver = static
              args = nopassword=y
            }
            userdb {
              driver = static
              args = uid=dovecot gid=dovecot home={{server.Of("mail")}}/%n allow_all_users=yes
            }
            service lmtp {
              unix_listener lmtp {
                mode = 0600
              }
            }

            """);
        await server.StartAsync("dovecot", ["-F", "-c", server.Of("dovecot.conf")], new UnixDomainSocketEndPoint(server.Socket));
        return server;
    }
}
