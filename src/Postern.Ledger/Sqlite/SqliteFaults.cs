using SQLitePCL;

namespace Postern.Ledger.Sqlite;

/// <summary>What SQLite's result codes mean for a ledger, and what to do about them.</summary>
static class SqliteFaults
{
    /// <summary>The exception for a result code: <see cref="InvalidOperationException"/> where the statement is at fault.</summary>
    public static Exception Of(string path, int code, string said)
    {
        if ((code & 0xFF) is raw.SQLITE_CONSTRAINT or raw.SQLITE_ERROR or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG)
            return new InvalidOperationException($"{path}: {said}");
        var (fault, text) = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => (LedgerFailure.Full, "the disk is full; make room, then go on: nothing that was acknowledged is lost"),
            raw.SQLITE_CORRUPT => (LedgerFailure.Damaged, $"the file is damaged ({said}); postern ledger verify says where"),
            raw.SQLITE_NOTADB => (LedgerFailure.NotALedger, "is no ledger"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (LedgerFailure.ReadOnly, "may not be written; make it and its folder writable, or copy it elsewhere"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (LedgerFailure.InUse, "another program holds a lock on it; close that program"),
            raw.SQLITE_CANTOPEN => (LedgerFailure.Io, "cannot be opened; check that it is there and that its folder may be used"),
            raw.SQLITE_IOERR => (LedgerFailure.Io, $"could not be read or written ({said})"),
            _ => (LedgerFailure.Damaged, $"{said} (SQLite {code})"),
        };
        return new LedgerException(fault, $"{path}: {text}");
    }
}
