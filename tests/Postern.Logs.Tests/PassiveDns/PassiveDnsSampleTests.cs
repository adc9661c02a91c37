using Postern.Logs.PassiveDns;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.PassiveDns;

public class PassiveDnsSampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("passive-dns-cof");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new PassiveDnsFormat(), path);
}
