INSERT INTO tile (level, place, hashes) VALUES (?1, ?2, ?3) ON CONFLICT (level, place) DO UPDATE SET hashes = excluded.hashes
