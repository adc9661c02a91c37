SELECT number, time, pair, file, line, aggregate, outcome, bytes, source_port, target_port, detail
FROM contact
WHERE number >= ?1 AND number < ?2
ORDER BY number
