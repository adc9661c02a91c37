using Postern.Commands;
using Postern.Contacts;

namespace Postern.Tests.Commands;

public sealed class CoverageFileTests : IDisposable
{
    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_stretch_stands_in_each_line()
    {
        var path = folder.Write("c.csv", "from,to\n# the sensor moved\n2026-11-01,2026-11-02\n\n2026-11-05T12:00:00Z, 2026-11-06T00:00:00Z\r\n");

        var coverage = CoverageFile.Read(path, TimeZoneInfo.Utc, out var problem)!;

        Assert.Null(problem);
        Assert.Equal(
            ["2026-11-01T00:00:00Z 2026-11-03T00:00:00Z", "2026-11-05T12:00:00Z 2026-11-06T00:00:00Z"],
            coverage.Stretches.Select(s => $"{UnixTime.Format(s.From)} {UnixTime.Format(s.To)}"));
    }

    [Theory]
    [InlineData("2026-11-01,2026-11-02\n2026-11-04\n", "c.csv:2: 1 fields instead of 2")]
    [InlineData("from,to\n2026-11-01,soon\n", "c.csv:2: \"soon\" is no time")]
    [InlineData("2026-11-02,2026-11-01\n", "c.csv:1: 2026-11-01 is not after 2026-11-02")]
    [InlineData("from,to\n", "c.csv: holds no stretch")]
    [InlineData("", "c.csv: holds no stretch")]
    public void What_is_wrong_is_named_with_file_and_line(string text, string reason)
    {
        var path = folder.Write("c.csv", text);

        Assert.Null(CoverageFile.Read(path, TimeZoneInfo.Utc, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Null(CoverageFile.Read(folder["none.csv"], TimeZoneInfo.Utc, out var problem));
        Assert.Contains("none.csv", problem, StringComparison.Ordinal);
    }
}
