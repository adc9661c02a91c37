SELECT id, source, target FROM pair
