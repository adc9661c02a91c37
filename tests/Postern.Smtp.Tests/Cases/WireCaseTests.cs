using Postern.Testing.Smtp;

namespace Postern.Smtp.Tests.Cases;

/// <summary>The wire cases of the shared file, played against the machines in memory.</summary>
public class WireCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        SmtpCaseFile.All.Select(c => new TheoryDataRow<string>(c.Id) { TestDisplayName = $"{c.Id} {c.Level}: {c.Description}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Machines_meet(string id)
    {
        var theCase = SmtpCaseFile.ById(id);
        await using ISmtpWorld world = theCase.IsClient ? new MemoryClientWorld(theCase) : new MemoryWorld(theCase);
        await new SmtpCaseRunner(world, theCase).RunAsync();
    }
}
