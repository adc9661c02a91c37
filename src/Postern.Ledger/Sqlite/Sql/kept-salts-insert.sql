INSERT INTO kept_salts (number, salts) VALUES (?1, ?2)
