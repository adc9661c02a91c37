using Postern.Logs.Postfix;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Postfix;

public class PostfixSamplesTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("postfix");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new PostfixFormat(), path);
}
