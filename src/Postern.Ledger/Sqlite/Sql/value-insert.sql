INSERT INTO entry_value (number, field, value) VALUES (?1, ?2, ?3)
