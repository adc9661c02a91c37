SELECT name FROM name WHERE id = ?1
