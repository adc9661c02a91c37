using Postern.Logs.Exim;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Exim;

public class EximSamplesTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("exim");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new EximFormat(), path);
}
