SELECT number, time, pair, file, line, aggregate
FROM contact
WHERE number >= ?1 AND number < ?2
ORDER BY number
