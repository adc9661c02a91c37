using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Postern.Contacts;

namespace Postern.Web.Html;

/// <summary>Writes HTML: what stands in the code is markup, what is put into it is text.</summary>
/// <remarks>There is no way to write a string as markup, so that no name of a log can become any.</remarks>
sealed class HtmlWriter(TextWriter to)
{
    /// <summary>Writes an interpolated string: its literals as they are, its values encoded.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler hands this instance to the markup.")]
    public void Add([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        // The handler has written while the string was put together.
        _ = markup;
    }

    /// <summary>Writes the bytes of a document that is part of the page, such as a style sheet of ours.</summary>
    public void Embed(PageAsset asset) => to.Write(asset.Text);

    /// <summary>Writes JSON that <see cref="EmbeddedJson"/> has checked.</summary>
    public void Embed(EmbeddedJson json) => to.Write(json.Text);

    void Literal(string markup) => to.Write(markup);

    void Text(string text)
    {
        var shown = VisibleText.Of(text);
        if (shown.AsSpan().IndexOfAny("&<>\"'") < 0)
        {
            to.Write(shown);
            return;
        }
        foreach (var character in shown)
        {
            switch (character)
            {
                case '&':
                    to.Write("&amp;");
                    break;
                case '<':
                    to.Write("&lt;");
                    break;
                case '>':
                    to.Write("&gt;");
                    break;
                case '"':
                    to.Write("&quot;");
                    break;
                case '\'':
                    to.Write("&#39;");
                    break;
                default:
                    to.Write(character);
                    break;
            }
        }
    }

    /// <summary>An interpolated string on its way to the page.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        readonly HtmlWriter html;

        /// <summary>Called by the compiler.</summary>
        /// <param name="literalLength">Not used.</param>
        /// <param name="formattedCount">Not used.</param>
        /// <param name="html">Where to write.</param>
        public Markup(int literalLength, int formattedCount, HtmlWriter html)
        {
            _ = literalLength + formattedCount;
            this.html = html;
        }

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => html.Literal(markup);

        /// <summary>Text, in an element or in a quoted attribute.</summary>
        public void AppendFormatted(string? text) => html.Text(text ?? "");

        /// <summary>A count, thousands grouped.</summary>
        public void AppendFormatted(long count) => html.Literal(count.ToString("#,0", CultureInfo.InvariantCulture));

        /// <summary>A number of a drawing, or of an id.</summary>
        public void AppendFormatted(Coordinate number) => html.Literal(number.ToString());
    }
}

/// <summary>A number as drawings and ids need it: two digits behind the point at most, no grouping.</summary>
readonly record struct Coordinate(double Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("0.##", CultureInfo.InvariantCulture);
}
