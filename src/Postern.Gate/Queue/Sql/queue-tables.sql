-- Version 1 of the queue's tables, in the ledger's file (docs/decisions/0009). They are not sealed: what is sealed is the entries about them.

-- A message that was accepted and that at least one recipient is still to have. Times are nanoseconds since 1970 UTC.
CREATE TABLE IF NOT EXISTS queue_message (
  id INTEGER PRIMARY KEY,
  received INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  party TEXT NOT NULL,
  purpose INTEGER NOT NULL,
  reverse_path TEXT,
  body INTEGER NOT NULL,
  utf8 INTEGER NOT NULL,
  dsn_return INTEGER NOT NULL,
  envelope_id TEXT,
  require_tls INTEGER NOT NULL,
  priority INTEGER,
  eight_bit INTEGER NOT NULL,
  trace TEXT NOT NULL,
  octets INTEGER NOT NULL,
  content BLOB,
  spool_file TEXT
) STRICT;

-- A recipient who is still to have it. state: 0 waiting, 1 trying.
CREATE TABLE IF NOT EXISTS queue_recipient (
  message INTEGER NOT NULL REFERENCES queue_message,
  place INTEGER NOT NULL,
  path TEXT NOT NULL,
  notify INTEGER NOT NULL,
  original TEXT,
  destination TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next INTEGER NOT NULL,
  noticed INTEGER NOT NULL,
  last_text TEXT NOT NULL,
  PRIMARY KEY (message, place)
) STRICT, WITHOUT ROWID;

-- Destinations that are held; 'all' holds everything.
CREATE TABLE IF NOT EXISTS queue_hold (
  destination TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- One row from a gate's start to its end in order: where it is still there at a start, attempts at mailboxes may have been going on.
CREATE TABLE IF NOT EXISTS queue_run (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
