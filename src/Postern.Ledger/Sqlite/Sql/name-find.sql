SELECT id FROM name WHERE name = ?1
