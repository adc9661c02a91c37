INSERT INTO name (name) VALUES (?1)
