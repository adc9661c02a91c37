using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class LedgerVerificationTests : IDisposable
{
    const int Size = 66_000; // tiles of three levels

    static readonly MerkleHash[] Entries = NaiveTree.Leaves(NaiveTree.Entries(Size));
    static readonly MemoryTiles Written = NaiveTree.Tiles(Entries);
    static readonly MerkleHash Other = MerkleHash.OfLeaf("something else"u8);

    readonly SigningKey key = SigningKey.Create(SampleLedger.Origin);
    readonly EditedLeaves leaves = new([.. Entries]);
    readonly MemoryTiles tiles = new();

    public LedgerVerificationTests()
    {
        foreach (var ((level, index), hashes) in Written.Tiles)
            tiles.Write(level, index, hashes);
    }

    public void Dispose() => key.Dispose();

    CheckpointEvidence Checkpoint(int size, MerkleHash? root = null, SigningKey? by = null, string name = "the ledger's own") =>
        new(new Checkpoint(SampleLedger.Origin, size, root ?? new TreeReader(Written, Size).Root(size)).Sign(by ?? key).ToString(), name);

    VerificationReport Verify(Checkpoint? verified, long storedSize, params CheckpointEvidence[] checkpoints) =>
        LedgerVerification.Verify(leaves, tiles, storedSize, checkpoints, [key.Verifier], verified, null, TestContext.Current.CancellationToken);

    VerificationReport Verify(params CheckpointEvidence[] checkpoints) => Verify(null, Size, checkpoints);

    void EditTile(int level, long index, int place)
    {
        var tile = tiles.Tiles[(level, index)].ToArray();
        tile[place] = Other;
        tiles.Write(level, index, tile);
    }

    /// <summary>Writes the stored hashes anew over what the entries are now, as an intruder who knows the format would.</summary>
    void Rebuild()
    {
        var appender = new TreeAppender(0, tiles, tiles);
        appender.Append(leaves.Hashes);
        appender.WritePartialTiles();
    }

    static void Only(VerificationReport report, LedgerFaultKind kind, long first, long count)
    {
        Assert.False(report.IsIntact);
        var fault = Assert.Single(report.Faults);
        Assert.Equal((kind, first, count), (fault.Kind, fault.First, fault.Count));
        Assert.Contains(fault.Sentence, report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_as_it_was_written_is_intact()
    {
        var report = Verify(Checkpoint(0), Checkpoint(1), Checkpoint(700), Checkpoint(65_536), Checkpoint(65_999));

        Assert.True(report.IsIntact, report.Sentence);
        Assert.Equal((65_999, 5, 1), (report.SignedSize, report.Checkpoints, report.Uncovered));
        Assert.Equal(new TreeReader(Written, Size).Root(), report.Root);
        Assert.Contains("the last 1 are not signed yet", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_no_checkpoint_covers_are_not_proved()
    {
        var report = Verify();

        Only(report, LedgerFaultKind.Unproved, 0, Size);
        Assert.Equal(-1, report.SignedSize);
        Only(Verify(Checkpoint(0)), LedgerFaultKind.Unproved, 0, Size); // signed before there was any
        Assert.True(Verify(Checkpoint(1)).IsIntact);
    }

    [Fact]
    public void An_empty_ledger_needs_no_checkpoint()
    {
        var report = LedgerVerification.Verify(new EditedLeaves([]), new MemoryTiles(), 0, [], [key.Verifier], null, null, TestContext.Current.CancellationToken);

        Assert.True(report.IsIntact, report.Sentence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(40_000)]
    [InlineData(65_535)]
    [InlineData(65_999)]
    public void The_one_entry_that_was_edited_is_named(int index)
    {
        leaves.Hashes[index] = Other;

        var report = Verify(Checkpoint(100), Checkpoint(Size));

        Only(report, LedgerFaultKind.EntryEdited, index, 1);
    }

    [Fact]
    public void All_entries_that_were_edited_are_named_and_neighbours_together()
    {
        foreach (var index in new[] { 3, 254, 255, 256, 257, 9_000, 65_990 })
            leaves.Hashes[index] = Other;

        var report = Verify(Checkpoint(Size));

        Assert.Equal([(3L, 1L), (254, 4), (9_000, 1), (65_990, 1)], report.Faults.Select(fault => (fault.First, fault.Count)));
        Assert.All(report.Faults, fault => Assert.Equal(LedgerFaultKind.EntryEdited, fault.Kind));
        Assert.Equal(4, report.FaultCount);
        Assert.Contains("(3 more)", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edited_entry_is_named_without_a_checkpoint_and_behind_the_last_one()
    {
        leaves.Hashes[41_000] = Other;

        Only(Verify(), LedgerFaultKind.EntryEdited, 41_000, 1);
        Only(Verify(Checkpoint(40_000)), LedgerFaultKind.EntryEdited, 41_000, 1);
    }

    [Fact]
    public void Where_nothing_tells_whether_entry_or_hash_was_edited_neither_is_claimed()
    {
        leaves.Hashes[65_998] = Other; // in the last tile, which has no hash above it
        Only(Verify(Checkpoint(65_000)), LedgerFaultKind.EntryOrTileEdited, 65_998, 1);
        leaves.Hashes[65_998] = Entries[65_998];

        EditTile(0, 257, 206);
        Only(Verify(Checkpoint(65_000)), LedgerFaultKind.EntryOrTileEdited, 65_998, 1);
        tiles.Write(0, 257, Written.Tiles[(0, 257)]);

        EditTile(0, 200, 0); // in a full tile: the hash above is of the entries
        Only(Verify(Checkpoint(50_000)), LedgerFaultKind.TileEdited, 51_200, 1);
    }

    [Theory]
    [InlineData(0, 17, 5, 4_357, 1)]
    [InlineData(0, 257, 207, 65_999, 1)]
    [InlineData(1, 0, 200, 51_200, 256)]
    [InlineData(1, 1, 0, 65_536, 256)]
    [InlineData(2, 0, 0, 0, 65_536)]
    public void Hashes_that_were_edited_over_entries_that_are_right_are_told_from_edited_entries(int level, int index, int place, long first, long count)
    {
        EditTile(level, index, place);

        Only(Verify(Checkpoint(Size)), LedgerFaultKind.TileEdited, first, count);
    }

    [Fact]
    public void An_entry_edited_here_and_a_hash_edited_there_are_both_named()
    {
        leaves.Hashes[1_000] = Other;
        EditTile(0, 90, 1);
        EditTile(1, 1, 0);

        var report = Verify(Checkpoint(Size));

        Assert.Equal([(LedgerFaultKind.EntryEdited, 1_000L), (LedgerFaultKind.TileEdited, 90 * 256 + 1), (LedgerFaultKind.TileEdited, 65_536)],
            report.Faults.Select(fault => (fault.Kind, fault.First)));
    }

    [Fact]
    public void An_entry_edited_with_its_stored_hash_is_found_under_the_first_hash_that_is_still_right()
    {
        leaves.Hashes[1_000] = Other;
        EditTile(0, 1_000 / 256, 1_000 % 256);

        Only(Verify(Checkpoint(Size)), LedgerFaultKind.EntriesAndTilesEdited, 768, 256);
        // A checkpoint whose own edge lies in the damage is not called a fork.
        Only(Verify(Checkpoint(900), Checkpoint(1_010), Checkpoint(Size)), LedgerFaultKind.EntriesAndTilesEdited, 768, 256);
    }

    [Fact]
    public void A_ledger_whose_hashes_were_all_written_anew_is_found_by_its_checkpoints_and_bounded_by_them()
    {
        leaves.Hashes[30_000] = Other;
        Rebuild();

        var report = Verify(Checkpoint(20_000), Checkpoint(40_000), Checkpoint(Size));

        Only(report, LedgerFaultKind.RootDiffers, 20_000, 20_000);
        Assert.Contains("1 larger", report.Sentence, StringComparison.Ordinal);
        Assert.Equal(20_000, report.SignedSize);
    }

    [Fact]
    public void A_ledger_written_anew_and_signed_anew_is_a_fork_of_the_checkpoint_kept_elsewhere()
    {
        leaves.Hashes[30_000] = Other;
        Rebuild();
        var anew = new TreeReader(tiles, Size);

        var report = Verify(Checkpoint(50_000, anew.Root(50_000)), Checkpoint(Size, anew.Root()), Checkpoint(40_000, name: "kept.txt"));

        Only(report, LedgerFaultKind.Forked, 40_000, 0);
        Assert.Contains("kept.txt", report.Sentence, StringComparison.Ordinal);
        var sameSize = Verify(Checkpoint(Size, anew.Root()), Checkpoint(Size, name: "kept.txt"));
        Only(sameSize, LedgerFaultKind.Forked, Size, 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_ledger_that_was_cut_is_found_by_a_larger_checkpoint(bool withHashes)
    {
        leaves.Cut(60_000);
        if (withHashes)
            Rebuild();

        var report = Verify(null, withHashes ? 60_000 : Size, Checkpoint(50_000), Checkpoint(65_000));

        Only(report, LedgerFaultKind.Cut, 60_000, withHashes ? 5_000 : 6_000);
        Assert.Equal(withHashes ? 50_000 : 65_000, report.SignedSize);
    }

    [Fact]
    public void Entries_that_are_gone_are_named_and_the_rest_is_still_proved()
    {
        leaves.Remove(5, 300, 301, 65_999);

        var report = Verify(Checkpoint(Size));

        Assert.Equal([(5L, 1L), (300, 2), (65_999, 1)], report.Faults.Select(fault => (fault.First, fault.Count)));
        Assert.All(report.Faults, fault => Assert.Equal(LedgerFaultKind.EntryMissing, fault.Kind));
        Assert.Equal(Size, report.SignedSize);
    }

    [Fact]
    public void A_tile_that_is_gone_is_named_and_the_entries_are_proved_without_it()
    {
        tiles.Write(0, 9, []);
        tiles.Write(1, 0, []);

        var report = Verify(Checkpoint(Size));

        Assert.Equal([(LedgerFaultKind.TileMissing, 0L, 65_536L), (LedgerFaultKind.TileMissing, 2_304, 256)],
            report.Faults.Select(fault => (fault.Kind, fault.First, fault.Count)));
        Assert.Equal(Size, report.SignedSize);
    }

    [Fact]
    public void An_entry_that_is_gone_with_its_hash_ends_what_can_be_computed()
    {
        leaves.Remove(2_305);
        tiles.Write(0, 9, []);

        var report = Verify(Checkpoint(1_000), Checkpoint(Size));

        Assert.Null(report.Root);
        Assert.Equal([(LedgerFaultKind.TileMissing, 2_304L, 256L), (LedgerFaultKind.EntryMissing, 2_305, 1)], report.Faults.Select(fault => (fault.Kind, fault.First, fault.Count)));
        Assert.Equal(1_000, report.SignedSize);
    }

    [Fact]
    public void Checkpoints_that_are_not_the_ledgers_are_named()
    {
        using var stranger = SigningKey.Create(SampleLedger.Origin);
        using var elsewhere = SigningKey.Create("elsewhere.example.net");
        var own = Checkpoint(500);
        var forged = own with { Text = own.Text.Replace("\n500\n", "\n501\n", StringComparison.Ordinal), Name = "forged" };
        var other = new CheckpointEvidence(new Checkpoint("elsewhere.example.net", 1, Other).Sign(elsewhere).ToString(), "other log");

        var report = Verify(own, forged, Checkpoint(500, by: stranger, name: "stranger"), other, new CheckpointEvidence("no note", "junk"));

        Assert.Equal([LedgerFaultKind.SignatureBad, LedgerFaultKind.CheckpointForeign, LedgerFaultKind.CheckpointForeign, LedgerFaultKind.CheckpointMalformed],
            report.Faults.Select(fault => fault.Kind));
        Assert.All(new[] { "forged", "stranger", "other log", "junk" }.Zip(report.Faults), pair => Assert.StartsWith(pair.First, pair.Second.Sentence, StringComparison.Ordinal));
        Assert.Equal(500, report.SignedSize);
    }

    [Fact]
    public void From_a_verified_checkpoint_on_only_later_entries_are_read()
    {
        var verified = new Checkpoint(SampleLedger.Origin, 65_000, new TreeReader(Written, Size).Root(65_000));

        var report = Verify(verified, Size, Checkpoint(300), Checkpoint(65_000), Checkpoint(Size));

        Assert.True(report.IsIntact, report.Sentence);
        Assert.Equal((65_000, Size, 3), (report.From, report.SignedSize, report.Checkpoints));
        Assert.InRange(leaves.FirstRead, 65_000 - 256, 65_000);

        leaves.Hashes[65_001] = Other;
        Only(Verify(verified, Size, Checkpoint(300), Checkpoint(Size)), LedgerFaultKind.EntryEdited, 65_001, 1);
    }

    [Fact]
    public void When_the_stored_hashes_left_the_verified_checkpoint_everything_is_read()
    {
        var verified = new Checkpoint(SampleLedger.Origin, 65_000, new TreeReader(Written, Size).Root(65_000));
        leaves.Hashes[12] = Other;
        Rebuild();

        var report = Verify(verified, Size, Checkpoint(65_000), Checkpoint(Size));

        Assert.Equal(0, report.From);
        Assert.False(report.IsIntact);
    }

    [Fact]
    public void No_entry_is_read_twice_however_many_checkpoints_there_are()
    {
        var report = Verify([.. Enumerable.Range(1_000, 40).Select(size => Checkpoint(size)), Checkpoint(Size)]);

        Assert.True(report.IsIntact, report.Sentence);
        Assert.Equal(41, report.Checkpoints);
        Assert.Equal(Size, leaves.Reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Very_many_faults_are_counted_and_the_first_are_listed(bool isSigned)
    {
        for (var index = 0; index < Size; index += 2)
            leaves.Hashes[index] = Other;

        var report = isSigned ? Verify(Checkpoint(Size)) : Verify();

        Assert.Equal(Size / 2, report.FaultCount);
        Assert.Equal(LedgerVerification.MostFaults, report.Faults.Count);
    }

    [Fact]
    public void Any_one_change_anywhere_is_found()
    {
        var random = new Random(41);
        var small = NaiveTree.Leaves(NaiveTree.Entries(700));
        var written = NaiveTree.Tiles(small);
        var checkpoint = new CheckpointEvidence(new Checkpoint(SampleLedger.Origin, 700, new TreeReader(written, 700).Root()).Sign(key).ToString(), "own");
        foreach (var ((level, index), hashes) in written.Tiles)
        {
            for (var round = 0; round < 8; round++)
            {
                var place = random.Next(hashes.Length);
                var changed = NaiveTree.Tiles(small);
                var tile = hashes.ToArray();
                tile[place][random.Next(32)] ^= (byte)(1 << random.Next(8));
                changed.Write(level, index, tile);
                var report = LedgerVerification.Verify(new EditedLeaves([.. small]), changed, 700, [checkpoint], [key.Verifier], null, null, TestContext.Current.CancellationToken);
                Only(report, LedgerFaultKind.TileEdited, (index * 256 + place) << (8 * level), 1L << (8 * level));
            }
        }
    }

    [Fact]
    public void Whatever_is_changed_every_edited_entry_is_covered_by_a_fault_and_no_other_is_called_edited()
    {
        var random = new Random(43);
        var whole = NaiveTree.Leaves(NaiveTree.Entries(1_500));
        var reader = new TreeReader(NaiveTree.Tiles(whole), 1_500);
        var checkpoints = new[] { 300, 700, 1_024, 1_500 }.Select(size => Checkpoint(size, reader.Root(size))).ToList();
        for (var round = 0; round < 150; round++)
        {
            var changed = NaiveTree.Tiles(whole);
            var entries = new EditedLeaves([.. whole]);
            var edited = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1_500)).ToHashSet();
            foreach (var index in edited)
                entries.Hashes[index] = Other;
            var edits = Enumerable.Range(0, random.Next(edited.Count == 0 ? 1 : 0, 4)).Select(_ => changed.Tiles.Keys.ElementAt(random.Next(changed.Tiles.Count))).ToList();
            foreach (var (level, index) in edits)
            {
                var tile = changed.Tiles[(level, index)].ToArray();
                // Now and then the stored hash of an edited entry, as an intruder would.
                var ofEdited = edited.Where(entry => level == 0 && entry / 256 == index).ToList();
                tile[ofEdited.Count > 0 ? ofEdited[0] % 256 : random.Next(tile.Length)] = Other;
                changed.Write(level, index, tile);
            }

            var report = LedgerVerification.Verify(entries, changed, 1_500, checkpoints, [key.Verifier], null, null, TestContext.Current.CancellationToken);

            Assert.False(report.IsIntact);
            Assert.DoesNotContain(report.Faults, fault => fault.Kind is LedgerFaultKind.Forked or LedgerFaultKind.Cut);
            Assert.All(edited, entry => Assert.Contains(report.Faults, fault => fault.Kind != LedgerFaultKind.TileEdited
                && fault.First <= entry && entry < fault.First + fault.Count));
            foreach (var fault in report.Faults.Where(fault => fault.Kind == LedgerFaultKind.EntryEdited))
                Assert.All(Enumerable.Range((int)fault.First, (int)fault.Count), entry => Assert.Contains(entry, edited));
        }
    }
}
