using Postern.Logs.Mail;

namespace Postern.Logs.Postfix;

/// <summary>Sessions that are open, by host and process: what a <c>connect</c> line was shows when the session ends.</summary>
sealed class PostfixSessions
{
    // Each smtpd process has one session; the bound is far beyond any machine's processes.
    const int MostSessions = 1 << 16;

    readonly BoundedMap<Session> sessions = new(MostSessions);
    byte[] key = new byte[128];

    /// <summary>Notes a <c>connect</c> line, whose fate waits.</summary>
    public void Open(in PostfixLine entry, ContactSink sink)
    {
        var session = sessions.FindOrAdd(Key(in entry), out var forgotten);
        if (session.IsOpen || forgotten is { IsOpen: true })
            sink.Ignore("connect");
        (session.IsOpen, session.HadMail, session.Line, session.Time) = (true, false, entry.Number, entry.Time);
    }

    /// <summary>Notes that the session brought a message or a refusal.</summary>
    public void NoteMail(in PostfixLine entry)
    {
        if (sessions.Find(Key(in entry)) is { } session)
            session.HadMail = true;
    }

    /// <summary>Ends a session.</summary>
    /// <returns>True, with line and time of its <c>connect</c>, when it brought nothing.</returns>
    public bool Close(in PostfixLine entry, ContactSink sink, out (long Line, long Time) opened)
    {
        opened = default;
        if (sessions.Find(Key(in entry)) is not { IsOpen: true } session)
            return false;
        session.IsOpen = false;
        opened = (session.Line, session.Time);
        if (session.HadMail)
            sink.Ignore("connect");
        return !session.HadMail;
    }

    /// <summary>Gives the <c>connect</c> lines of sessions that never ended their fate.</summary>
    public void Finish(ContactSink sink)
    {
        var open = sessions.Values.Count(s => s.IsOpen);
        if (open > 0)
            sink.Ignore("connect", open);
    }

    ReadOnlySpan<byte> Key(in PostfixLine entry)
    {
        var host = entry.Record.Host;
        var pid = entry.Record.Pid;
        var length = host.Length + 1 + pid.Length;
        if (key.Length < length)
            key = new byte[length];
        host.CopyTo(key);
        key[host.Length] = (byte)' ';
        pid.CopyTo(key.AsSpan(host.Length + 1));
        return key.AsSpan(0, length);
    }

    /// <summary>One session.</summary>
    sealed class Session
    {
        public bool IsOpen { get; set; }

        public bool HadMail { get; set; }

        public long Line { get; set; }

        public long Time { get; set; }
    }
}
