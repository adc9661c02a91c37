using System.Globalization;

namespace Postern.Terminal;

/// <summary>One line on standard error that says how far the work is, drawn ten times a second and erased when it is done.</summary>
sealed class ProgressBar : IDisposable
{
    const string EraseLine = "\r\e[2K";
    const int Cells = 20;
    static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan FirstDraw = TimeSpan.FromMilliseconds(300);

    readonly TextWriter error;
    readonly TimeProvider clock;
    readonly Lock drawing = new();
    readonly ITimer timer;
    ProgressStage? stage;
    long octets;
    double share;
    long began;
    bool drawn;
    bool ended;

    /// <summary>A bar that shows itself once there is something to wait for.</summary>
    public ProgressBar(TextWriter error, TimeProvider clock)
    {
        this.error = error;
        this.clock = clock;
        timer = clock.CreateTimer(_ => Draw(), null, FirstDraw, Redraw);
    }

    /// <summary>Begins a stage.</summary>
    public void Begin(ProgressStage next)
    {
        lock (drawing)
            (stage, octets, share, began) = (next, 0, 0, clock.GetTimestamp());
    }

    /// <summary>Octets read since the last call; safe for several threads.</summary>
    public void Advance(long more) => Interlocked.Add(ref octets, more);

    /// <summary>Share of the stage done, 0 to 1; safe for several threads.</summary>
    public void Reach(double done) => Interlocked.Exchange(ref share, done);

    /// <summary>Erases the line.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (drawing)
        {
            ended = true;
            if (drawn)
                error.Write(EraseLine);
            error.Flush();
        }
    }

    /// <summary>The line of a stage so long after its beginning.</summary>
    /// <param name="stage">What is done.</param>
    /// <param name="octets">Octets read.</param>
    /// <param name="share">Share done, where octets are not counted.</param>
    /// <param name="elapsed">Time since its beginning.</param>
    /// <param name="width">Columns of the window; the line is shorter, so that it never wraps and can be erased.</param>
    public static string Line(ProgressStage stage, long octets, double share, TimeSpan elapsed, int width)
    {
        var seconds = elapsed.TotalSeconds;
        var done = !stage.CountsOctets ? share : stage.Octets > 0 ? Math.Min(1, (double)octets / stage.Octets) : double.NaN;
        var bar = double.IsNaN(done) ? "" : $"  [{new string('#', (int)(done * Cells)).PadRight(Cells, '.')}] {Math.Floor(done * 100):0} %";
        var rate = stage.CountsOctets && seconds > 0 ? $"  {Size(octets)}  {Size(octets / seconds)}/s" : "";
        var left = done is > .02 and < 1 && seconds > 1 ? $"  {Length(seconds / done - seconds)} left" : "";
        return TextWidth.Head($"{stage.Doing}{bar}{rate}{left}", width - 1);
    }

    static string Size(double size) => size switch
    {
        < 1e6 => $"{size / 1e3:0} kB",
        < 1e9 => $"{size / 1e6:0} MB",
        _ => (size / 1e9).ToString("0.0 GB", CultureInfo.InvariantCulture),
    };

    static string Length(double seconds) => seconds < 100 ? $"{Math.Ceiling(seconds):0} s" : $"{Math.Ceiling(seconds / 60):0} min";

    void Draw()
    {
        lock (drawing)
        {
            if (ended || stage is null)
                return;
            error.Write(EraseLine + Line(stage, Interlocked.Read(ref octets), share, clock.GetElapsedTime(began), Screen.WindowWidth()));
            error.Flush();
            drawn = true;
        }
    }
}

/// <summary>A stage of the work: what is done and, when it reads, how many octets there are (0: unknown).</summary>
sealed record ProgressStage(string Doing, bool CountsOctets, long Octets = 0);
