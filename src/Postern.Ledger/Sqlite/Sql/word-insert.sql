INSERT OR IGNORE INTO word (of, number, word) VALUES (?1, ?2, ?3)
