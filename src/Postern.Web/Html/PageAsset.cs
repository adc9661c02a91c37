using System.Security.Cryptography;
using System.Text;

namespace Postern.Web.Html;

/// <summary>A style sheet, script or notice that goes into pages as it is.</summary>
sealed class PageAsset
{
    static readonly string[] Scripts = ["text.js", "bins.js", "theme.js", "chart.js", "timeline.js", "gaps.js", "phases.js", "weeks.js", "null.js", "lags.js", "page.js"];

    PageAsset(string text) => Text = text;

    /// <summary>The style sheet.</summary>
    public static PageAsset Style { get; } = new(Code("report.css"));

    /// <summary>Apache ECharts, as published.</summary>
    public static PageAsset Charts { get; } = new(Code("echarts.js"));

    /// <summary>Our own scripts, in the order in which they need one another.</summary>
    public static PageAsset Script { get; } = new(string.Concat(Scripts.Select(Code)));

    /// <summary>Licences and notices of what is embedded.</summary>
    public static IReadOnlyList<(string Name, string Text)> Notices { get; } =
    [
        ("Apache ECharts: notice", Read("echarts.NOTICE")),
        ("Apache ECharts: licence", Read("echarts.LICENSE")),
        ("ZRender, a part of Apache ECharts: licence", Read("zrender.LICENSE")),
    ];

    /// <summary>The content.</summary>
    public string Text { get; }

    /// <summary>What a content security policy calls it (CSP level 3 §2.3.1): <c>sha256-</c> and the hash in base 64.</summary>
    public string Hash => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}";

    /// <summary>A style sheet or script, which in a page ends at the first end tag whatever stands around it.</summary>
    static string Code(string name)
    {
        var text = Read(name);
        foreach (var end in new[] { "</script", "</style", "<!--" })
            if (text.Contains(end, StringComparison.OrdinalIgnoreCase))
                throw new InvalidOperationException($"{name} holds {end}, which would end it early in a page");
        return text;
    }

    static string Read(string name)
    {
        using var resource = typeof(PageAsset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the program was built without {name}");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
