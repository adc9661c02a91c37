namespace Postern.Logs.Tables;

/// <summary>JSON objects, one a line or as elements of an array.</summary>
sealed class JsonlFormat : LogFormat
{
    /// <inheritdoc/>
    public override string Name => "jsonl";

    /// <inheritdoc/>
    public override string Title => "Any JSON objects: one a line, or an array of them";

    /// <inheritdoc/>
    public override string Recognised => "lines that are JSON objects, or a bracket and then an object, with no key set of a known program";

    /// <inheritdoc/>
    public override string Gives => "a contact an object: kind as said, else dns-lookup if the targets are names and flow if they are addresses";

    /// <inheritdoc/>
    public override string Needs => "--columns where the keys leave a doubt; --log-zone where the times carry none";

    /// <inheritdoc/>
    public override bool TakesAnything => true;

    /// <inheritdoc/>
    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        line = line.Trim(" \t"u8);
        if (line.IsEmpty)
            return LineTest.Untestable;
        if (line[0] == '{')
            return first && line.Length == 1 ? LineTest.Certain
                : line.Length > 1 && (line[1] is (byte)'"' or (byte)' ' or (byte)'}') ? LineTest.Yes
                : LineTest.No;
        if (first && line[0] == '[')
        {
            var behind = line[1..].TrimStart(" \t"u8);
            return behind.IsEmpty || behind[0] == '{' ? LineTest.Certain : LineTest.No;
        }
        return LineTest.No;
    }

    /// <inheritdoc/>
    public override LineReader Open(ReadContext context) => new JsonlReader(context);
}
