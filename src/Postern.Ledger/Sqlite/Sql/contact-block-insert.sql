INSERT INTO contact_block (first, count, file, contacts) VALUES (?1, ?2, ?3, ?4)
