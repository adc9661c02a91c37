using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Policy;

/// <summary>The wire cases of the shared file in which the gate is the server, played in memory against its own policy.</summary>
public class WireCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        SmtpCaseFile.All.Where(c => !c.IsClient).Select(c => new TheoryDataRow<string>(c.Id) { TestDisplayName = $"{c.Id} {c.Level}: {c.Description}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_policy_meets(string id)
    {
        var theCase = SmtpCaseFile.ById(id);
        await using var world = new GateMemoryWorld(theCase);
        await new SmtpCaseRunner(world, theCase).RunAsync();
    }
}
