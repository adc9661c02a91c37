using Postern.Logs.Tables;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Tables;

public class TableSamplesTests
{
    public static IEnumerable<TheoryDataRow<string>> Csv => ExpectedFile.In("generic-csv");

    [Theory]
    [MemberData(nameof(Csv))]
    public void Csv_sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new CsvFormat(), path);

    [Fact]
    public void Jsonl_sample_is_read_as_expected() =>
        ExpectedFile.AssertRead(new JsonlFormat(), "formats/generic-jsonl/nested-epoch-ns.jsonl.expected.json");
}
