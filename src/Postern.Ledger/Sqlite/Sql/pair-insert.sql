INSERT INTO pair (source, target, kind) VALUES (?1, ?2, ?3)
