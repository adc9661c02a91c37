INSERT INTO queue_message (id, received, entry, party, purpose, reverse_path, body, utf8, dsn_return, envelope_id, require_tls, priority, eight_bit, trace, octets, content, spool_file)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
