using System.Security.Cryptography;
using Postern.Contacts;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

/// <summary>A small ledger in memory: entries of several kinds, sealed, with a key that signs.</summary>
sealed class SampleLedger : IDisposable
{
    public const string Origin = "gate.example.org/ledger";

    static readonly byte[] SaltKey = SHA256.HashData("salts of the sample"u8);

    readonly List<PlainEntry> entries = [];

    public SampleLedger(int count)
    {
        for (var i = 0; i < count; i++)
            entries.Add(Made(i));
        Leaves = [.. Enumerable.Range(0, count).Select(i => Open(i).LeafHash)];
        Tiles = NaiveTree.Tiles(Leaves);
        Tree = new TreeReader(Tiles, count);
    }

    public SigningKey Key { get; } = SigningKey.Create(Origin);

    public MerkleHash[] Leaves { get; }

    public MemoryTiles Tiles { get; }

    public TreeReader Tree { get; }

    public void Dispose() => Key.Dispose();

    public OpenedEntry Open(int index)
    {
        var salts = new byte[entries[index].PrivateCount * EntrySalts.Length];
        EntrySalts.Derive(SaltKey, index, salts);
        return OpenedEntry.Of(index, entries[index], salts);
    }

    public SignedCheckpoint Sign(long size)
    {
        var checkpoint = new Checkpoint(Origin, size, Tree.Root(size));
        return new SignedCheckpoint(checkpoint, checkpoint.Sign(Key));
    }

    static PlainEntry Made(int i)
    {
        var time = 1_772_409_600_000_000_000 + i * 1_500_000_000L;
        return (i % 4) switch
        {
            0 => new PlainEntry(EntryKind.Refused, time)
                .Add(EntryField.Reason, "unknown-key").Add(EntryField.Reply, 550)
                .Add(EntryField.Source, $"192.0.2.{i % 250}").Add(EntryField.Told, "550 5.7.1 \"no\" <é+ü>"),
            1 => new PlainEntry(EntryKind.ClockStep, time).Add(EntryField.Span, -i),
            2 => new PlainEntry(EntryKind.MessageAccepted, time)
                .Add(EntryField.Message, i).Add(EntryField.Peer, "ward").Add(EntryField.Content, SHA256.HashData([(byte)i])),
            _ => ContactLeaves.Entry(time, ContactKind.DnsLookup, "noerror"u8, 1, false, "192.0.2.7"u8, "mail.example.org"u8,
                new ContactFigures(i, 53, -1, i), "{\"path\":[\"x\"],\"number\":131,\"qtype\":\"MX\"}"u8),
        };
    }
}
