INSERT INTO forgotten (number, file, line, sealed) VALUES (?1, ?2, ?3, ?4)
