using Postern.Logs.Text;

namespace Postern.Logs.Tables;

/// <summary>Tables with one row a line: comma, semicolon, tabulator, bar or another byte between the fields.</summary>
sealed class CsvFormat : LogFormat
{
    internal static readonly byte[] Delimiters = ",;\t|"u8.ToArray();

    /// <inheritdoc/>
    public override string Name => "csv";

    /// <inheritdoc/>
    public override string Title => "Any table of comma-, semicolon-, tab- or bar-separated values";

    /// <inheritdoc/>
    public override string Recognised => "three or more fields a line, one of them a date with time or an epoch number, or a header that names a time";

    /// <inheritdoc/>
    public override string Gives => "a contact a row: kind as said, else dns-lookup if the targets are names and flow if they are addresses";

    /// <inheritdoc/>
    public override string Needs => "--columns where the columns leave a doubt; --log-zone where the times carry none";

    /// <inheritdoc/>
    public override bool TakesAnything => true;

    /// <inheritdoc/>
    public override LineTest Test(ReadOnlySpan<byte> line, bool first)
    {
        foreach (var delimiter in Delimiters)
        {
            if (line.Count(delimiter) < 2)
                continue;
            foreach (var part in line.Split(delimiter))
            {
                var field = line[part].Trim("\" "u8);
                if (LooksLikeTime(field) || first && ColumnGuess.IsTimeName(field))
                    return LineTest.Yes;
            }
        }
        return first && line.ContainsAny(Delimiters) ? LineTest.Untestable : LineTest.No;
    }

    /// <inheritdoc/>
    public override LineReader Open(ReadContext context) => new CsvReader(context);

    /// <summary>An epoch number of ten digits or more, or three numbers of a date with a number behind.</summary>
    static bool LooksLikeTime(ReadOnlySpan<byte> field)
    {
        if (field.Length is < 10 or > 40 || !char.IsAsciiDigit((char)field[0]) || AddressText.IsDottedQuad(field))
            return false;
        var digits = field.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0 || field[digits] is (byte)'.' or (byte)',' && digits >= 10)
            return digits is < 0 or >= 10;
        return digits is 1 or 2 or 4 && field[digits] is (byte)'-' or (byte)'/' or (byte)'.'
            && field[(digits + 1)..].Count(field[digits]) == 1 && field.Contains((byte)':');
    }
}
