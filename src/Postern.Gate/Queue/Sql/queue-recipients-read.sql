SELECT place, path, notify, original, destination, state, attempts, next, noticed, last_text
FROM queue_recipient
WHERE message = ?1
ORDER BY place
