DELETE FROM salt_key WHERE run = ?1
