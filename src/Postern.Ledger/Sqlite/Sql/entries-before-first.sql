SELECT number FROM entry WHERE number < 0
UNION ALL
SELECT number FROM forgotten WHERE number < 0
ORDER BY number
LIMIT 20
