using Postern.Contacts;
using Postern.Logs.Tables;

namespace Postern.Logs.Tests.Tables;

public class ColumnOptionsTests
{
    [Fact]
    public void Numbers_names_kinds_and_details_are_told_apart()
    {
        var options = ColumnOptions.Parse(
            "time=0,source=2,target=\"1\",kind=dns-lookup,outcome=rcode,qtype=3,note=\"a, b\",time-format=epoch-millis,decimal=,,delimiter=;,header=no",
            out var problem);
        Assert.Null(problem);
        Assert.Equal(new ColumnReference("0", 0), options["time"]);
        Assert.Equal(new ColumnReference("1", -1), options["target"]);
        Assert.Equal(new ColumnReference("rcode", -1), options["outcome"]);
        Assert.Equal(ContactKind.DnsLookup, options.Kind);
        Assert.Null(options["kind"]);
        Assert.Equal(
            [new DetailColumn("qtype", new ColumnReference("3", 3)), new DetailColumn("note", new ColumnReference("a, b", -1))],
            options.Details);
        Assert.Equal(("epoch-millis", (byte)',', (byte)';', false), (options.TimeFormat, options.Decimal, options.Delimiter, options.Header));
    }

    [Theory]
    [InlineData("time=0,delimiter=,", ',')]
    [InlineData("delimiter=,,time=0", ',')]
    [InlineData("delimiter=tab", '\t')]
    [InlineData("delimiter=~", '~')]
    public void Any_delimiter_can_be_given(string text, char delimiter) =>
        Assert.Equal((byte)delimiter, ColumnOptions.Parse(text, out _).Delimiter);

    [Fact]
    public void A_kind_in_a_column_is_a_column() =>
        Assert.Equal(new ColumnReference("type", -1), ColumnOptions.Parse("kind=type", out _)["kind"]);

    [Theory]
    [InlineData("time", "no \"=\"")]
    [InlineData("time=0,source", "no \"=\"")]
    [InlineData("time=", "not complete")]
    [InlineData("=3", "not complete")]
    [InlineData("time=\"a", "not closed")]
    [InlineData("time=0,time=1", "twice")]
    [InlineData("header=perhaps", "yes or no")]
    [InlineData("decimal=x", ", or .")]
    [InlineData("delimiter=ab", "one ASCII character")]
    [InlineData("delimiter=a", "one ASCII character")]
    [InlineData("time-format=soon", "time-format=soon")]
    public void What_is_wrong_is_said(string text, string said) =>
        Assert.Contains(said, ColumnOptions.Problem(text), StringComparison.Ordinal);
}
