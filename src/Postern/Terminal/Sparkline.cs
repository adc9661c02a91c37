namespace Postern.Terminal;

/// <summary>A row of counts as marks of one column each.</summary>
static class Sparkline
{
    const string Blocks = " ▁▂▃▄▅▆▇█";
    const string Ascii = " .:-=+*#@";

    /// <summary>The marks. Nothing is a blank; the least that is something is the lowest mark.</summary>
    /// <param name="counts">Counts, none negative.</param>
    /// <param name="unicode">Whether block characters are shown; else ASCII.</param>
    /// <param name="covered">Whether a slice was watched; null: all were.</param>
    public static string Of(IReadOnlyList<int> counts, bool unicode, IReadOnlyList<bool>? covered = null)
    {
        var marks = unicode ? Blocks : Ascii;
        var most = Math.Max(1, counts.Count == 0 ? 0 : counts.Max());
        return string.Create(counts.Count, (counts, marks, most, covered, unicode), static (line, state) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                var height = (int)Math.Ceiling((state.marks.Length - 1) * (double)state.counts[i] / state.most);
                var unwatched = height == 0 && state.covered is not null && !state.covered[i];
                line[i] = unwatched ? (state.unicode ? '·' : 'x') : state.marks[height];
            }
        });
    }
}
