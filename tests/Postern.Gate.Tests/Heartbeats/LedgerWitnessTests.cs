using Postern.Gate.Heartbeats;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Tests.Heartbeats;

/// <summary>Checkpoints of a ledger that grows, and of another one that has the same beginning and the same key.</summary>
public sealed class LedgerWitnessTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-").FullName;
    readonly LedgerWitness witness = new();
    SqliteLedger shown = null!;
    SqliteLedger forked = null!;
    long heard;
    long told;

    public async ValueTask InitializeAsync()
    {
        await using (var common = Open("shown"))
            await GrowAsync(common, 100, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "shown*"))
            File.Copy(file, Path.Combine(folder, $"forked{Path.GetFileName(file)["shown".Length..]}"));
        (shown, forked) = (Open("shown"), Open("forked"));
    }

    public async ValueTask DisposeAsync()
    {
        await shown.DisposeAsync();
        await forked.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_ledger_that_was_rewritten_behind_an_older_state_than_the_last_is_found()
    {
        Assert.Null(await TakeAsync(shown, null));
        Tell();
        await GrowAsync(shown, 100, 0);
        Assert.Null(await TakeAsync(shown, 100));
        Tell();
        await GrowAsync(forked, 200, 1);
        List<string?> said = [];
        for (var i = 0; i < 4; i++)
            said.Add(await TakeAsync(forked, 100));
        Assert.Equal([null, null, null, "its ledger has not been shown to have grown from 200 entries, in 4 beats"], said);
        // It is never what is told to the peer as seen.
        Assert.Equal(200, witness.Seen!.Size);
        Assert.Contains("does not begin with the 200", await TakeAsync(forked, 200), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_beats_more_often_than_it_hears_us_proves_what_it_can()
    {
        Assert.Null(await TakeAsync(shown, null));
        Tell();
        for (var i = 0; i < 20; i++)
        {
            await GrowAsync(shown, 10, 0);
            Assert.Null(await TakeAsync(shown, 100));
        }
        Assert.Equal(110, witness.Seen!.Size);
        Tell();
        await GrowAsync(shown, 10, 0);
        Assert.Null(await TakeAsync(shown, 110));
        Assert.Equal(310, witness.Seen!.Size);
    }

    [Fact]
    public async Task A_ledger_that_went_back_to_a_state_that_it_had_was_cut()
    {
        Assert.Null(await TakeAsync(shown, null));
        Tell();
        await GrowAsync(shown, 100, 0);
        Assert.Null(await TakeAsync(shown, 100));
        Assert.Null(await TakeAsync(shown, 100));
        Assert.Contains("has 100 entries and had 200", await TakeAsync(forked, null), StringComparison.Ordinal);
    }

    // Our next beat says what we have seen, and the peer gets it.
    void Tell() => heard = ++told;

    /// <summary>Shows the witness a ledger as it is, with the proof that it grew from a size.</summary>
    async Task<string?> TakeAsync(SqliteLedger ledger, long? from)
    {
        var checkpoint = await ledger.SealAsync(TestContext.Current.CancellationToken);
        using var reader = ledger.OpenReader();
        var tree = new TreeReader(reader, reader.Size);
        var growth = from is { } size ? new HeartbeatGrowth(size, [.. tree.ProveConsistency(size, checkpoint.Size).Path.Select(h => $"{h}")]) : null;
        return witness.Take(new HeartbeatLedger($"{reader.Verifier}", checkpoint.Note, growth, null), heard, told);
    }

    SqliteLedger Open(string name) => SqliteLedger.Open(Path.Combine(folder, name), new LedgerOptions { SealWithin = TimeSpan.Zero });

    static Task<long> GrowAsync(SqliteLedger ledger, int entries, int branch) => ledger.AppendAsync(
        [.. Enumerable.Range(0, entries).Select(i => new PlainEntry(EntryKind.Alarm, branch).Add(EntryField.Count, i))], TestContext.Current.CancellationToken);
}
