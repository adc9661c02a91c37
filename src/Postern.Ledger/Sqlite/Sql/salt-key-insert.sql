INSERT INTO salt_key (run, key) VALUES (?1, ?2)
