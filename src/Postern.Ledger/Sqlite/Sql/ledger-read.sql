SELECT origin, created, verifier_key FROM ledger WHERE id = 1
