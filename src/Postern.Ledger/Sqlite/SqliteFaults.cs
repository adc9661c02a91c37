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
            raw.SQLITE_FULL => (LedgerFault.Full, "the disk is full; make room, then go on: nothing that was acknowledged is lost"),
            raw.SQLITE_CORRUPT => (LedgerFault.Damaged, $"the file is damaged ({said}); postern ledger verify says where"),
            raw.SQLITE_NOTADB => (LedgerFault.NotALedger, "is no ledger"),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (LedgerFault.ReadOnly, "may not be written; make it and its folder writable, or copy it elsewhere"),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (LedgerFault.InUse, "another program holds a lock on it; close that program"),
            raw.SQLITE_CANTOPEN => (LedgerFault.Io, "cannot be opened; check that it is there and that its folder may be used"),
            raw.SQLITE_IOERR => (LedgerFault.Io, $"could not be read or written ({said})"),
            _ => (LedgerFault.Damaged, $"{said} (SQLite {code})"),
        };
        return new LedgerException(fault, $"{path}: {text}");
    }
}
