SELECT id FROM pair WHERE source = ?1 AND target = ?2 AND kind = ?3
