SELECT entry.number, entry.time, entry.kind, entry_value.field, entry_value.value
FROM entry
  LEFT JOIN entry_value ON entry_value.number = entry.number
WHERE entry.number >= ?1 AND entry.number < ?2
ORDER BY entry.number, entry_value.field
