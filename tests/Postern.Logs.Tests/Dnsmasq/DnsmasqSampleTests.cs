using Postern.Logs.Dnsmasq;
using Postern.Logs.Tests.Expected;

namespace Postern.Logs.Tests.Dnsmasq;

public class DnsmasqSampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Samples => ExpectedFile.In("dnsmasq", "pihole");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_read_as_expected(string path) => ExpectedFile.AssertRead(new DnsmasqFormat(), path);
}
