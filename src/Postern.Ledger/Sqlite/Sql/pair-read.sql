SELECT pair.id, pair.kind, source.name, target.name
FROM pair
  JOIN name AS source ON source.id = pair.source
  JOIN name AS target ON target.id = pair.target
WHERE pair.id = ?1
