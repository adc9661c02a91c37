INSERT INTO checkpoint (size, note) VALUES (?1, ?2) ON CONFLICT (size) DO NOTHING
