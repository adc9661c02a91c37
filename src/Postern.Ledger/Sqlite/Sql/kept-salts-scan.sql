SELECT number FROM kept_salts ORDER BY number
