using System.Text.Json;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Tests.Gate;

/// <summary>The end of a gate that runs as a process, told by <c>postern retire</c>.</summary>
public class RetireTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gate_is_retired_in_order_and_leaves_evidence_that_holds()
    {
        using var gate = new RunningGate();
        Assert.Contains("no gate runs", Refused(gate, "--at", "now", "--yes"), StringComparison.Ordinal);
        await gate.StartAsync(Cancellation);
        await using (var peer = await gate.ConnectAsync(Cancellation))
            await peer.SendAsync("m@peer-a.test", "postmaster@circle.test", "Subject: t\r\n\r\nhello\r\n", Cancellation);
        await gate.UntilAsync("/control/status", status => status.GetProperty("copies").GetInt32() == 0, Cancellation);

        Assert.Contains("the gate is active: its evidence is written when it is sealed", Refused(gate, "--export"), StringComparison.Ordinal);
        Assert.Contains("up to the end of 2199", Refused(gate, "--at", "2999-01-01", "--yes"), StringComparison.Ordinal);
        Assert.Contains("The gate is announced; no mail from 2199-01-01", Done(gate, "--at", "2199-01-01", "--yes"), StringComparison.Ordinal);
        Assert.Contains("The gate is active.", Done(gate, "--cancel"), StringComparison.Ordinal);
        Done(gate, "--at", "now", "--drain", "1", "--yes");
        var told = await gate.UntilAsync("/control/life", life => life.GetProperty("evidence").ValueKind == JsonValueKind.String, Cancellation);
        var evidence = told.GetProperty("evidence").GetString()!;
        Assert.Equal($"{gate.Ledger}.evidence.zip", evidence);
        Assert.Contains($"The gate is sealed; no mail from ", Done(gate), StringComparison.Ordinal);
        Assert.Contains($"The evidence is in {evidence}; postern ledger verify checks it", Done(gate), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<IOException>(() => gate.ConnectAsync(Cancellation));
        Assert.Contains("521 circle.test", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Assert.Contains(gate.Log, line => line.Contains(evidence, StringComparison.Ordinal));

        HoldsAll(gate, evidence);
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", gate.Ledger).ExitCode);
        await BuriedAsync(gate, evidence);
    }

    // What is left tells 521, and its owner what its files say.
    static async Task BuriedAsync(RunningGate gate, string evidence)
    {
        File.Delete(evidence);
        Assert.Contains("postern retire --export writes it", Done(gate), StringComparison.Ordinal);
        await gate.StartAsync(Cancellation, says: "this gate has retired; everybody is told 521");
        Assert.Contains("521 circle.test", (await Assert.ThrowsAsync<IOException>(() => gate.ConnectAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Contains("the gate is sealed already", Refused(gate, "--cancel"), StringComparison.Ordinal);
        Assert.Contains("sealed for good", Refused(gate, "queue", "list"), StringComparison.Ordinal);
        Assert.Contains($"The evidence is in {evidence}", Done(gate, "--export"), StringComparison.Ordinal);
        HoldsAll(gate, evidence);
        Assert.Equal(0, await gate.StopAsync(Cancellation));
        Directory.CreateDirectory($"{evidence}.part");
        var failed = gate.Run("retire", "--export");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("the evidence was not written", failed.Error, StringComparison.Ordinal);
        HoldsAll(gate, evidence);
    }

    static void HoldsAll(RunningGate gate, string evidence)
    {
        Assert.Equal(0, PosternProcess.Run("ledger", "verify", evidence).ExitCode);
        using var reader = SqliteLedgerReader.Open(gate.Ledger);
        using var bundle = File.OpenRead(evidence);
        var found = BundleVerification.Verify(bundle, [reader.Verifier], found: null, Cancellation);
        Assert.Equal((true, true, reader.Size), (found.Holds, found.IsContiguous, found.Entries));
    }

    static string Done(RunningGate gate, params string[] arguments)
    {
        var ran = gate.Run(["retire", .. arguments]);
        Assert.True(ran.ExitCode == 0, ran.Error);
        return ran.Output;
    }

    static string Refused(RunningGate gate, params string[] arguments)
    {
        var ran = gate.Run(arguments is ["queue", ..] ? arguments : ["retire", .. arguments]);
        Assert.Equal(2, ran.ExitCode);
        return ran.Error;
    }
}
