using Postern.Web.Html;

namespace Postern.Web.Pages;

/// <summary>Small drawings that need no script: bars with limits, and the course of a pair.</summary>
static class Drawing
{
    /// <summary>A share as a bar, with its 95 % limits where there are any.</summary>
    public static void Bar(HtmlWriter html, double share, double? low = null, double? high = null)
    {
        html.Add($"<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"rail\" width=\"100\" height=\"10\"/><rect class=\"fill\" width=\"{X(share)}\" height=\"10\"/>");
        if (low is { } from && high is { } to)
            html.Add($"<path class=\"whisker\" d=\"M{X(from)} 5H{X(to)}M{X(from)} 2V8M{X(to)} 2V8\"/>");
        html.Add($"</svg>");
    }

    /// <summary>A value beside the range and the middle of others; nothing where all are one.</summary>
    public static void Among(HtmlWriter html, double value, double low, double middle, double high)
    {
        var (from, to) = (Math.Min(value, low), Math.Max(value, high));
        if (!(to > from) || !double.IsFinite(to - from))
            return;
        double Share(double x) => .03 + .94 * (x - from) / (to - from);
        html.Add($"<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"rail\" width=\"100\" height=\"10\"/><rect class=\"others\" x=\"{X(Share(low))}\" width=\"{X(Share(high) - Share(low))}\" height=\"10\"/><path class=\"whisker\" d=\"M{X(Share(middle))} 0V10\"/><path class=\"own\" d=\"M{X(Share(value))} 0V10\"/></svg>");
    }

    /// <summary>Counts in equal slices, the highest as high as the drawing.</summary>
    public static void Course(HtmlWriter html, IReadOnlyList<int>? counts)
    {
        if (counts is null or [])
            return;
        var most = Math.Max(1, counts.Max());
        html.Add($"<svg class=\"course\" viewBox=\"0 0 {counts.Count} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"M0 10");
        foreach (var count in counts)
            html.Add($"V{new Coordinate(count == 0 ? 10 : 9.2 - 9.2 * count / most)}h1");
        html.Add($"V10Z\"/></svg>");
    }

    static Coordinate X(double share) => new(100 * Math.Clamp(share, 0, 1));
}
