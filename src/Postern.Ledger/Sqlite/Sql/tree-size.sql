SELECT place * 256 + length(hashes) / 32 FROM tile WHERE level = 0 ORDER BY place DESC LIMIT 1
