INSERT INTO entry (number, time, kind) VALUES (?1, ?2, ?3)
