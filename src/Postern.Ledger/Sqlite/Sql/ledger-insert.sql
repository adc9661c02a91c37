INSERT INTO ledger (id, origin, created, verifier_key) VALUES (1, ?1, ?2, ?3)
