SELECT received, party, purpose, reverse_path, body, utf8, dsn_return, envelope_id, require_tls, priority, eight_bit, trace, octets, content, spool_file
FROM queue_message
WHERE id = ?1
