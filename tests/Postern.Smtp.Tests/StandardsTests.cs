using System.Text.RegularExpressions;
using Postern.Testing;

namespace Postern.Smtp.Tests;

/// <summary>The code's citations and the document are the same list.</summary>
public class StandardsTests
{
    static readonly Regex Rfc = new(@"RFC \d{3,5}", RegexOptions.None, TimeSpan.FromSeconds(1));

    [Fact]
    public void Every_rfc_that_the_code_cites_stands_in_the_document()
    {
        var cited = Directory.EnumerateFiles(Checkout.Path("src", "Postern.Smtp"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Rfc.Matches(File.ReadAllText(file)).Select(m => m.Value))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var listed = Rfc.Matches(File.ReadAllText(Checkout.Path("docs", "standards.md"))).Select(m => m.Value).ToHashSet();
        Assert.InRange(cited.Count, 30, 100);
        Assert.DoesNotContain(cited, rfc => !listed.Contains(rfc));
    }
}
