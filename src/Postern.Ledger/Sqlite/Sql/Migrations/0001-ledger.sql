-- Version 1. docs/ledger.md explains every table; numbers of kinds and fields are those of the sealed bytes (docs/seal.md).

-- One row: what the ledger is called in its checkpoints, and the public key that checks their signatures.
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  origin TEXT NOT NULL,
  verifier_key TEXT NOT NULL
) STRICT;

-- Names of sources and targets and outcome words, each once.
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- One source, one target and one kind of contact.
CREATE TABLE pair (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES name,
  target INTEGER NOT NULL REFERENCES name,
  kind INTEGER NOT NULL,
  UNIQUE (source, target, kind)
) STRICT;

-- Entries that are contacts, up to 1,024 of one file in a row: those with the numbers from first on, an entry's number being its place
-- in the tree, from 0. contacts is a JSON array; the view contact below says what its parts are.
CREATE TABLE contact_block (
  first INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  file INTEGER,
  contacts TEXT NOT NULL
) STRICT;

-- All other entries, and their fields.
CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  time INTEGER,
  kind INTEGER NOT NULL
) STRICT;

CREATE TABLE entry_value (
  number INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value ANY NOT NULL,
  PRIMARY KEY (number, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_by_kind ON entry (kind, number);

-- Keys that salts are derived from, one for each 4,096 entries: entry n has the key of run n / 4096 and the ordinal n.
CREATE TABLE salt_key (
  run INTEGER PRIMARY KEY,
  key BLOB NOT NULL
) STRICT;

-- Entries whose private values were destroyed: their sealed bytes, which still hash to their leaves, and where contacts stood in their
-- file, so that it is not imported again.
CREATE TABLE forgotten (
  number INTEGER PRIMARY KEY,
  file INTEGER,
  line INTEGER,
  sealed BLOB NOT NULL
) STRICT;

-- Salts of the entries that stayed when the key of their run was destroyed, end to end.
CREATE TABLE kept_salts (
  number INTEGER PRIMARY KEY,
  salts BLOB NOT NULL
) STRICT;

-- The tree: tile t of level l holds the 256 hashes of level 8l from 256t on (C2SP tlog-tiles); the last of each level is shorter.
CREATE TABLE tile (
  level INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, place)
) STRICT;

-- Signed checkpoints, as their text.
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;

-- Words, for those who read this file with another program.
CREATE TABLE word (
  of TEXT NOT NULL,
  number INTEGER NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (of, number)
) STRICT, WITHOUT ROWID;

-- A contact a row. NULL is unknown.
CREATE VIEW contact AS
SELECT block.first + (contact.value ->> 0) AS number,
  contact.value ->> 1 AS time,
  contact.value ->> 2 AS pair,
  contact.value ->> 3 AS outcome,
  contact.value ->> 7 AS bytes,
  contact.value ->> 6 AS source_port,
  contact.value ->> 8 AS target_port,
  block.file,
  contact.value ->> 4 AS line,
  contact.value ->> 9 AS aggregate,
  contact.value ->> 5 AS detail
FROM contact_block AS block, json_each(block.contacts) AS contact;

CREATE VIEW contacts AS
SELECT contact.number,
  contact.time,
  strftime('%Y-%m-%dT%H:%M:%S', contact.time / 1000000000, 'unixepoch') || printf('.%09dZ', contact.time % 1000000000) AS utc,
  word.word AS kind,
  source.name AS source,
  contact.source_port,
  target.name AS target,
  contact.target_port,
  outcome.name AS outcome,
  contact.bytes,
  contact.detail,
  contact.file,
  contact.line
FROM contact
  JOIN pair ON pair.id = contact.pair
  JOIN name AS source ON source.id = pair.source
  JOIN name AS target ON target.id = pair.target
  JOIN name AS outcome ON outcome.id = contact.outcome
  LEFT JOIN word ON word.of = 'contact' AND word.number = pair.kind;

CREATE VIEW entries AS
SELECT entry.number,
  entry.time,
  strftime('%Y-%m-%dT%H:%M:%S', entry.time / 1000000000, 'unixepoch') || printf('.%09dZ', entry.time % 1000000000) AS utc,
  kind.word AS kind,
  field.word AS field,
  entry_value.value
FROM entry
  LEFT JOIN entry_value ON entry_value.number = entry.number
  LEFT JOIN word AS kind ON kind.of = 'entry' AND kind.number = entry.kind
  LEFT JOIN word AS field ON field.of = 'field' AND field.number = entry_value.field;

CREATE VIEW files AS
SELECT file.value AS file,
  path.value AS path,
  lower(hex(digest.value)) AS sha256,
  act.value AS act,
  entry.number,
  detail.value AS detail
FROM entry
  JOIN entry_value AS file ON file.number = entry.number AND file.field = 15
  JOIN entry_value AS act ON act.number = entry.number AND act.field = 7
  LEFT JOIN entry_value AS path ON path.number = entry.number AND path.field = 138
  LEFT JOIN entry_value AS digest ON digest.number = entry.number AND digest.field = 139
  LEFT JOIN entry_value AS detail ON detail.number = entry.number AND detail.field = 131
WHERE entry.kind = 2;
