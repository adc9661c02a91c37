using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>Salt keys of runs that have none in the store yet, for those who hash entries before they are written. Safe for several threads.</summary>
sealed class KeysAhead
{
    /// <summary>Runs that are remembered: more than can wait to be written.</summary>
    const int Remembered = 256;

    readonly Lock access = new();
    readonly Dictionary<long, byte[]> keys = [];

    /// <summary>The key of a run; made when it is asked for first.</summary>
    public byte[] Of(long run)
    {
        lock (access)
        {
            if (keys.TryGetValue(run, out var key))
                return key;
            if (keys.Count >= Remembered)
                keys.Clear();
            keys.Add(run, key = EntrySalts.NewKey());
            return key;
        }
    }

    /// <summary>Tells of a key that the store has.</summary>
    public void Add(long run, byte[] key)
    {
        lock (access)
            keys[run] = key;
    }

    /// <summary>Forgets all of them: those of a transaction that did not happen are not used for other entries.</summary>
    public void Forget()
    {
        lock (access)
            keys.Clear();
    }
}
