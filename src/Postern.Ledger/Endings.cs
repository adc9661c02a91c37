using Postern.Ledger.Sealing;

namespace Postern.Ledger;

/// <summary>Entries that end something. A checkpoint over each of them is signed in the transaction that makes it durable, so that one behind
/// the last checkpoint shows that a checkpoint was taken away.</summary>
public static class Endings
{
    /// <summary>Whether an entry is one: an imported file was read to its end, or a gate stopped.</summary>
    public static bool Is(PlainEntry entry) => entry.Kind switch
    {
        EntryKind.FileProvenance => entry.Text(EntryField.Act) == "read",
        EntryKind.AdministrativeAct => entry.Text(EntryField.Act) == "stop",
        _ => false,
    };
}
