SELECT salts FROM kept_salts WHERE number = ?1
