using Postern.Logs.Unbound;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Unbound;

public class UnboundSampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("unbound");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new UnboundFormat(), path);
}
