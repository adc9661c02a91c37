SELECT type || ' ' || name || ': ' || sql
FROM sqlite_schema
WHERE sql IS NOT NULL
  AND tbl_name IN ('ledger', 'name', 'pair', 'contact_block', 'contact', 'entry', 'entry_value', 'salt_key', 'forgotten', 'kept_salts', 'tile', 'checkpoint', 'word', 'contacts', 'entries', 'files')
ORDER BY type, name
