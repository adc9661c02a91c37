SELECT first, count, file, contacts
FROM contact_block
WHERE first >= coalesce((SELECT max(first) FROM contact_block WHERE first <= ?1), ?1) AND first < ?2
ORDER BY first
