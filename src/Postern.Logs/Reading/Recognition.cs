namespace Postern.Logs.Reading;

/// <summary>Which format a text has, told from its first lines (formats.md §4).</summary>
/// <param name="Formats">None when it is not recognised, one, or several when lines of several formats stand mixed.</param>
/// <param name="Tested">Lines that were not blank.</param>
sealed record Recognition(IReadOnlyList<LogFormat> Formats, int Tested)
{
    const int MostLines = 200; // enough to tell; more are read only while no line has told anything
    const double Winner = 0.6;
    const double Second = 0.1;

    /// <summary>Recognises a text by its head.</summary>
    /// <param name="head">First bytes of the text; a last line that may be cut off is not tested when others are there.</param>
    /// <param name="whole">Whether the head is the whole text.</param>
    public static Recognition Of(ReadOnlySpan<byte> head, bool whole)
    {
        var formats = Reading.Formats.All;
        var yes = new int[formats.Count];
        var no = new int[formats.Count];
        var tested = 0;
        if (!whole && head.LastIndexOf((byte)'\n') is > 0 and var last)
            head = head[..last];
        foreach (var range in head.Split((byte)'\n'))
        {
            var line = head[range].TrimEnd((byte)'\r').TrimStart((byte)0);
            if (line.Trim(" \t"u8).IsEmpty)
                continue;
            for (var f = 0; f < formats.Count; f++)
            {
                switch (formats[f].Test(line, tested == 0))
                {
                    case LineTest.Certain:
                        return new Recognition([formats[f]], tested + 1);
                    case LineTest.Yes:
                        yes[f]++;
                        break;
                    case LineTest.No:
                        no[f]++;
                        break;
                    default:
                        break;
                }
            }
            // A system's log may begin with many lines of other programs, which say nothing.
            if (++tested >= MostLines && yes.Any(count => count > 0))
                break;
        }

        double Share(int f) => yes[f] == 0 ? 0 : (double)yes[f] / (yes[f] + no[f]);
        var all = Enumerable.Range(0, formats.Count).ToList();
        var first = all.FindIndex(f => Share(f) >= Winner);
        var present = all.Where(f => Share(f) >= Second && !formats[f].TakesAnything).ToList();
        if (first >= 0 && (formats[first].TakesAnything || present.Count == 1))
            return new Recognition([formats[first]], tested);
        if (first >= 0 || present.Sum(Share) >= Winner)
            return new Recognition([.. present.Select(f => formats[f])], tested);
        return new Recognition([], tested);
    }
}
