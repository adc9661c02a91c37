using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Outbound;

/// <summary>The wire cases of the shared file in which the gate is the client, played over real sockets.</summary>
public class ClientWireCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        SmtpCaseFile.All.Where(c => c.IsClient).Select(c => new TheoryDataRow<string>(c.Id) { TestDisplayName = $"{c.Id} {c.Level}: {c.Description}" });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_gate_as_client_meets(string id)
    {
        var theCase = SmtpCaseFile.ById(id);
        await using var world = new ClientSocketWorld(theCase);
        await new SmtpCaseRunner(world, theCase).RunAsync();
    }
}
