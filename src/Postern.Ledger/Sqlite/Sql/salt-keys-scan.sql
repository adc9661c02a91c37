SELECT run FROM salt_key ORDER BY run
