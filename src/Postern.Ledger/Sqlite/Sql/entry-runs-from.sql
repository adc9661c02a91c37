SELECT DISTINCT number / ?2 FROM entry WHERE time >= ?1 AND kind <> ?3
