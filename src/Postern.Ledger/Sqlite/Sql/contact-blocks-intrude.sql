SELECT number
FROM (SELECT number FROM entry UNION ALL SELECT number FROM forgotten)
WHERE number < (SELECT first + count FROM contact_block WHERE first <= number ORDER BY first DESC LIMIT 1)
ORDER BY number
LIMIT 20
