INSERT OR IGNORE INTO queue_hold (destination) VALUES (?1)
