using Postern.Smtp.Addresses;

namespace Postern.Gate.Configuration;

/// <summary>The file that <c>postern init</c> writes: a circle of nobody, with every setting explained at its usual value.</summary>
public static class DefaultSettingsFile
{
    /// <summary>The file's text.</summary>
    /// <param name="domain">The circle's mail domain.</param>
    public static string Text(MailDomain domain)
    {
        var (gate, heartbeats, queue) = (new GateLimits(), new HeartbeatSettings(), new QueueSettings());
        var (peer, certificate) = (gate.Peers, new CertificateSettings());
        return $"""
            # Postern's gate. It talks to the peers below and to nobody else, in both directions.
            # The file is read again when it changes; a change that cannot be is refused with its place, and the gate runs on as before.

            # The circle's mail domain, and this host's name as greetings say it.
            domain: {domain}
            host: {domain}

            # Where to listen: for peers or for submission (your own users, hosts and programs), TLS by starttls or implicit.
            # Ports from 1024 need no privileges; pass 25, 465 and 587 on to them.
            listeners:
              - at: 127.0.0.1:2525
                for: peers
                tls: starttls
              - at: 127.0.0.1:2465
                for: submission
                tls: implicit
              # A socket for programs of this machine that can open its folder; which of them are served stands under programs.
              # - at: unix:submit.socket
              #   for: submission

            # /live, /ready and /metrics (Prometheus) for this machine; left out: nobody is told.
            # monitor: 127.0.0.1:9125

            # Our own key. Peers pin the key and not the certificate: renewing the certificate changes nothing for them.
            certificate:
              file: {certificate.CertificateFile}
              key: {certificate.KeyFile}
              # A certificate of the key that will follow, without that key: peers are told of it with the signs of life.
              # next: postern-next.crt

            # Paths begin at the folder of this file.
            ledger: postern.db
            mail-folder: mail

            # Mail for the mailboxes goes to Maildirs in the mail folder, or to a server of your own: by LMTP to a socket (or a loopback
            # address and port) of this machine, as in
            # lmtp: /run/dovecot/lmtp
            # or by SMTP, known by its key like a peer's:
            #   relay:
            #     to: 192.0.2.20:25
            #     pins:
            #       current: sha256:…
            delivery:

            # Mailboxes. With a verifier (`postern init` and `postern peer add` make them from passwords) its user can submit mail.
            #   alice:
            #     quota: 10 GiB
            #     verifier: SCRAM-SHA-256$4096:salt$stored-key:server-key
            mailboxes:
              postmaster:
                quota: 1 GiB

            # Other names of the same mailboxes.
            #   info: alice
            aliases:

            # Hosts of your own that submit mail for any mailbox: address and key must both match.
            #   intranet:
            #     addresses: [192.0.2.10]
            #     pins:
            #       current: sha256:…
            hosts:

            # Programs of this machine that submit mail for any mailbox by a socket, known by the account that they run as.
            #   website:
            #     accounts: [www-data, 1001]         # names of /etc/passwd, or numbers
            programs:

            # The circle. `postern peer add CARD` writes these; `postern peer card` prints yours.
            #   north:
            #     state: active                      # active, draining, retired
            #     direction: both                    # both, receive (we only receive), send (we only send)
            #     addresses: [192.0.2.7, 2001:db8:7::/64]
            #     pins:                              # of the keys it may show
            #       current: sha256:…
            #       next: sha256:…
            #     credentials:                       # for a peer that has no key, or besides it
            #       user: north
            #       verifier: SCRAM-SHA-256$…
            #     sender-domains: [north.example]
            #     author: any                        # any, aligned (From and Sender only of its sender-domains)
            #     recipients: [postmaster]           # left out: all mailboxes
            #     hours:                             # left out: always
            #       zone: Europe/Berlin
            #       open: [Mon-Fri 08:00-18:00]
            #     limits:                            # any of those for peers below
            #       message-size: 10 MiB
            #     heartbeats: yes                    # no: it runs another mail server
            #     route:                             # left out: it gets no mail
            #       to: 192.0.2.7:25
            #       tls: starttls                    # starttls, implicit
            #       pins:
            #         current: sha256:…
            #       credentials:                     # where it wants AUTH
            #         user: us
            #         password-file: north.password
            peers:

            limits:
              # For each peer that sets none of its own.
              message-size: {Forms.SayOctets(peer.MessageSize)}
              recipients: {peer.Recipients}
              connections: {peer.Connections}
              messages-per-minute: {peer.MessagesPerMinute}
              octets-per-hour: {Forms.SayOctets(peer.OctetsPerHour)}
              # For the server. Strangers are counted and told 554; more of them at once are closed without a word.
              stranger-connections: {gate.StrangerConnections}
              free-space: {Forms.SayOctets(gate.FreeSpace)}
              command-timeout: {Forms.Say(gate.CommandTimeout)}
              handshake-timeout: {Forms.Say(gate.HandshakeTimeout)}
              data-timeout: {Forms.Say(gate.DataTimeout)}
              # Octets a second.
              minimum-data-rate: {gate.MinimumDataRate}
              errors: {gate.Errors}

            # A signed sign of life to every peer, over the real way of mail. As many missed in a row raise the alarm.
            heartbeats:
              interval: {Forms.Say(heartbeats.Interval)}
              # Beats at fixed instants (schedule), or one interval after the last (sleep).
              clock: {heartbeats.Clock.ToString().ToLowerInvariant()}
              missed: {heartbeats.Missed}
              mailbox: {heartbeats.Mailbox}

            # Waits double from the first to the longest; the sender hears of a delay, and at last of the failure.
            queue:
              first-retry: {Forms.Say(queue.FirstRetry)}
              longest-retry: {Forms.Say(queue.LongestRetry)}
              delay-notice: {Forms.Say(queue.DelayNotice)}
              expiry: {Forms.Say(queue.Expiry)}
              peer-sessions: {queue.PeerSessions}

            """;
    }
}
