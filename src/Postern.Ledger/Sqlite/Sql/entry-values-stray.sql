SELECT DISTINCT number
FROM entry_value
WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.number = entry_value.number)
LIMIT 20
