using System.Text;

namespace Postern.Terminal;

/// <summary>What the place where text goes can show: how wide it is, whether it takes colours, whether it shows Unicode.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Colour">Whether escape sequences for colours are welcome.</param>
/// <param name="Unicode">Whether characters beyond ASCII are shown; if not, text is written in ASCII.</param>
sealed record Screen(int Width, bool Colour, bool Unicode)
{
    /// <summary>Columns when nobody says how many there are: what every terminal has.</summary>
    public const int UsualWidth = 80;

    const int Narrowest = 60;
    const int Widest = 160;
    static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>Standard output: colours and the window's width only on a terminal; <c>NO_COLOR</c> and <c>TERM=dumb</c> are honoured.</summary>
    public static Screen OfOutput()
    {
        var piped = Console.IsOutputRedirected;
        var colour = !piped && !IsSet("NO_COLOR") && !Dumb;
        return new Screen(piped ? GivenWidth() ?? UsualWidth : Math.Clamp(GivenWidth() ?? WindowWidth(), Narrowest, Widest), colour, ShowsUnicode);
    }

    /// <summary>Whether a progress bar may be drawn on standard error: not in a pipe, where another program may own the screen.</summary>
    public static bool ShowsProgress => !Console.IsErrorRedirected && !Console.IsOutputRedirected && !Dumb;

    /// <summary>Whether the locale says that only ASCII is shown; unset locales (containers) are taken for UTF-8.</summary>
    static bool ShowsUnicode
    {
        get
        {
            if (Dumb)
                return false;
            var locale = LocaleVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v));
            return locale is null || OperatingSystem.IsWindows()
                || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }
    }

    static bool Dumb => Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>Text as this place shows it.</summary>
    public string Fit(string text) => Unicode ? text : Ascii(text);

    static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    static int? GivenWidth() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 0 ? Math.Clamp(columns, Narrowest, Widest) : null;

    /// <summary>Columns of the window, or the usual ones where there is none.</summary>
    public static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }

    static string Ascii(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            ascii.Append(rune.Value switch
            {
                < 0x80 => rune.ToString(),
                '–' or '−' => "-",
                '→' => ">",
                '…' => "~",
                '×' => "x",
                '·' => ".",
                '‘' or '’' => "'",
                '“' or '”' => "\"",
                '±' => "+-",
                _ => $"\\u{{{rune.Value:X}}}",
            });
        }
        return ascii.ToString();
    }
}
