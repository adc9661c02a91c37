using Postern.Logs.Bind;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Bind;

public class BindSampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("bind");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new BindFormat(), path);
}
