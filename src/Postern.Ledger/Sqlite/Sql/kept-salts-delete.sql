DELETE FROM kept_salts WHERE number = ?1
