SELECT origin, verifier_key FROM ledger WHERE id = 1
