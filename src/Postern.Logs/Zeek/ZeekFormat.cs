namespace Postern.Logs.Zeek;

/// <summary>Logs of Zeek (formats.md §8.1): <c>dns</c>, <c>conn</c> and <c>smtp</c>, tab-separated or JSON.</summary>
sealed class ZeekFormat : LogFormat
{
    public override string Name => "zeek";

    public override string Title => "Zeek dns.log, conn.log, smtp.log (tab-separated or JSON)";

    public override string Recognised => "a first line #separator or #fields; or JSON objects with ts and uid, id.orig_h or _path";

    public override string Gives => "dns: dns-lookup, client -> query name; conn: flow, originator -> responder; smtp: smtp-out, client -> server";

    public override bool TellsAnswers => true;

    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        if (line[0] == '#')
            return first && (line.StartsWith("#separator "u8) || line.StartsWith("#fields"u8)) ? LineTest.Certain : LineTest.Untestable;
        if (line[0] == '{')
            return LooksLikeObject(line) ? LineTest.Yes : LineTest.No;
        return LooksLikeRow(line) ? LineTest.Yes : LineTest.No;
    }

    public override LineReader Open(ReadContext context) => new ZeekReader(context.Options.LogZone);

    static bool LooksLikeObject(ReadOnlySpan<byte> line) =>
        line.IndexOf("\"ts\""u8) >= 0
        && (line.IndexOf("\"uid\""u8) >= 0 || line.IndexOf("\"id.orig_h\""u8) >= 0 || line.IndexOf("\"_path\""u8) >= 0
            || line.IndexOf("\"orig_h\""u8) >= 0);

    /// <summary>A row whose header was lost: stamp, tab, a uid (C and letters or digits), tab.</summary>
    static bool LooksLikeRow(ReadOnlySpan<byte> line)
    {
        var tab = line.IndexOf((byte)'\t');
        if (tab < 1 || !ZeekTime.TryParse(line[..tab], out _, out _))
            return false;
        var rest = line[(tab + 1)..];
        var end = rest.IndexOf((byte)'\t');
        return end >= 10 && rest[0] == 'C';
    }

    /// <summary>Decides at the first line whether the file is tab-separated or JSON.</summary>
    sealed class ZeekReader(TimeZoneInfo? zone) : LineReader
    {
        LineReader? reader;

        public override bool LinesStandAlone => true;

        public override LineReader Fork() => new ZeekReader(zone) { reader = reader?.Fork() };

        public override bool StandsWhere(LineReader other) =>
            other is ZeekReader same
            && (reader is null ? same.reader is null : same.reader is not null && reader.GetType() == same.reader.GetType() && reader.StandsWhere(same.reader));

        public override void Read(ReadOnlySpan<byte> line, long number, ContactSink sink)
        {
            reader ??= line[0] == '{' ? new ZeekJsonReader(zone) : new ZeekTsvReader();
            reader.Read(line, number, sink);
        }

        public override (int Octets, int Lines) ReadRun(ReadOnlySpan<byte> text, long number, ContactSink sink) =>
            reader?.ReadRun(text, number, sink) ?? default;
    }
}
