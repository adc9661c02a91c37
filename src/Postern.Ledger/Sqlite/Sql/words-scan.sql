SELECT 'word ' || of || ' ' || number || ': ' || word
FROM word
ORDER BY of, number
