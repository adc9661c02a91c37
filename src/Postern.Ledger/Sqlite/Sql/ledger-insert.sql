INSERT INTO ledger (id, origin, verifier_key) VALUES (1, ?1, ?2)
