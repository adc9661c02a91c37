// Groups a Zeek dns.log into time-ordered lists per (source, query) with DuckDB: SQL only, all its threads.
// usage: node group.mjs FILE [TEMP-FOLDER]     prints one JSON object
import { DuckDBInstance } from "@duckdb/node-api";

const [file, temp] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", temp ? { temp_directory: temp } : {});
const connection = await instance.connect();
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const started = performance.now();
const reader = await connection.runAndReadAll(`
  WITH contacts AS (
    SELECT column00 AS ts, column02 AS source, column09 AS query
    FROM read_csv(${text(file)}, delim = '\\t', header = false, comment = '#', quote = '', escape = '',
      nullstr = '-', auto_detect = false, parallel = true, columns = {
        'column00': 'DOUBLE', 'column01': 'VARCHAR', 'column02': 'VARCHAR', 'column03': 'VARCHAR', 'column04': 'VARCHAR',
        'column05': 'VARCHAR', 'column06': 'VARCHAR', 'column07': 'VARCHAR', 'column08': 'VARCHAR', 'column09': 'VARCHAR',
        'column10': 'VARCHAR', 'column11': 'VARCHAR', 'column12': 'VARCHAR', 'column13': 'VARCHAR', 'column14': 'VARCHAR',
        'column15': 'VARCHAR', 'column16': 'VARCHAR', 'column17': 'VARCHAR', 'column18': 'VARCHAR', 'column19': 'VARCHAR',
        'column20': 'VARCHAR', 'column21': 'VARCHAR', 'column22': 'VARCHAR', 'column23': 'VARCHAR'
      })
  ),
  pairs AS (SELECT source, query, list(ts ORDER BY ts) AS times FROM contacts GROUP BY source, query)
  SELECT count(*)::INTEGER AS pairs, sum(len(times))::INTEGER AS contacts, sum(times[1] + times[-1]) AS read FROM pairs`);
const [row] = reader.getRowObjects();
const version = (await connection.runAndReadAll("SELECT version() AS v, current_setting('threads')::INTEGER AS t")).getRowObjects()[0];
console.log(JSON.stringify({
  pairs: row.pairs, contacts: row.contacts, seconds: (performance.now() - started) / 1e3, version: version.v, threads: version.t,
}));
