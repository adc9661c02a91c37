SELECT first, next
FROM (SELECT first, count, lead(first) OVER (ORDER BY first) AS next FROM contact_block)
WHERE first + count > next
