SELECT id FROM name
