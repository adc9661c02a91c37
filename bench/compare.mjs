// Runs the programs of bench/run.sh in turn, round after round, and prints medians, ratios and peak memory as Markdown.
// Wall time is measured here; processor time and peak resident memory come from GNU time (/usr/bin/time, %U %S %M).
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [dir, linesText, roundsText, formats, growth, only] = process.argv.slice(2);
const lines = Number(linesText);
const here = dirname(fileURLToPath(import.meta.url));
const q = (path) => `'${path.replaceAll("'", "'\\''")}'`;
const postern = q(join(dir, "postern", "postern"));
const named = (name) => join(dir, name);

/** One measurement: what it is, the shell command, the file it reads, and how to read contacts and pairs from its output. */
const zeek = named(`dns-${lines}.log`);
const counted = (text) => ({ contacts: Number(text.trim().split(/\s+/)[0]) });
const paired = (text) => ({ pairs: Number(text) });
const found = (text) => (({ contacts, pairs }) => ({ contacts, pairs }))(JSON.parse(text).record);
const grouped = (text) => JSON.parse(text);
const mawk = (file) => `mawk -F'\\t' '!/^#/{c[$3 FS $10]++} END{n=0; for (k in c) n++; print n}' ${q(file)}`;
const duckdb = (file) => `node ${q(join(here, "duckdb", "group.mjs"))} ${q(file)} ${q(dir)}`;
const group = (file) => `${postern} investigate --only circle,rate --json ${q(file)}`;
const whole = (file) => `${postern} investigate --json ${q(file)}`;

const measurements = [
  { name: "wc -l", file: zeek, command: `wc -l ${q(zeek)}`, read: counted },
  { name: "mawk, counting pairs", file: zeek, command: mawk(zeek), read: paired },
  { name: "DuckDB, grouping", file: zeek, command: duckdb(zeek), read: grouped },
  { name: "postern, circle and rate", file: zeek, command: group(zeek), read: found },
  { name: "postern, everything", file: zeek, command: whole(zeek), read: found },
];
if (formats === "1") {
  const [gz, json, bind] = [`dns-${lines}.log.gz`, `dns-${lines}.json`, `bind-${lines}.log`].map(named);
  measurements.push(
    { name: "zcat | wc -l (gzip)", file: gz, command: `zcat ${q(gz)} | wc -l`, read: counted },
    { name: "postern, gzip", file: gz, command: group(gz), read: found },
    { name: "wc -l (JSON)", file: json, command: `wc -l ${q(json)}`, read: counted },
    { name: "postern, JSON", file: json, command: group(json), read: found },
    { name: "wc -l (BIND)", file: bind, command: `wc -l ${q(bind)}`, read: counted },
    { name: "postern, BIND", file: bind, command: group(bind), read: found });
}
if (growth === "1") {
  const big = named(`dns-${lines}0.log`);
  measurements.push(
    { name: "wc -l (x 10)", file: big, command: `wc -l ${q(big)}`, read: counted },
    { name: "postern, circle and rate (x 10)", file: big, command: group(big), read: found },
    { name: "postern, everything (x 10)", file: big, command: whole(big), read: found });
}
const chosen = measurements.filter((m) => new RegExp(only).test(m.name));

for (const { file } of chosen) spawnSync("cat", [file], { stdio: "ignore" }); // into the page cache, once, for everybody
for (let round = 0; round < Number(roundsText); round++) {
  for (const m of chosen) {
    if (m.missing) continue;
    m.runs ??= [];
    const run = measure(m);
    if (run) m.runs.push(run);
    else m.missing = true;
    process.stderr.write(`round ${round + 1}: ${m.name}: ${run ? run.wall.toFixed(2) + " s" : "not there yet"}\n`);
  }
}
report();

function measure(m) {
  const [out, usage] = [named("out.txt"), named("usage.txt")];
  const fd = openSync(out, "w");
  const started = performance.now();
  const child = spawnSync("/usr/bin/time", ["-q", "-f", "%U %S %M", "-o", usage, "bash", "-c", m.command],
    { stdio: ["ignore", fd, "inherit"] });
  const wall = (performance.now() - started) / 1e3;
  closeSync(fd);
  if (child.status !== 0) return null;
  const [user, system, kilobytes] = readFileSync(usage, "utf8").trim().split(/\s+/).slice(-3).map(Number);
  try {
    m.result = m.read(readFileSync(out, "utf8"));
  } catch {
    return null;
  }
  return { wall, cpu: user + system, megabytes: kilobytes / 1024 };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function figure(name, field = "wall") {
  const m = chosen.find((x) => x.name === name);
  return m?.runs?.length && !m.missing ? median(m.runs.map((run) => run[field])) : NaN;
}

function report() {
  const text = (command) => spawnSync("bash", ["-c", command], { encoding: "utf8" }).stdout.trim().split("\n")[0];
  console.log(`${cpus().length} x ${cpus()[0].model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Linux ${release()}; ` +
    `.NET ${text("dotnet --version")}, Node ${process.version}, ${text("wc --version")}, ${text("mawk -W version 2>&1")}, ` +
    `DuckDB ${chosen.find((m) => m.name.startsWith("DuckDB"))?.result?.version ?? "-"}`);
  console.log(`${roundsText} rounds; load when they ended: ${text("cut -d' ' -f1-3 /proc/loadavg")}\n`);
  console.log("| program | GB | wall s, median (least) | processor s | peak MB | contacts | pairs |");
  console.log("|---|---|---|---|---|---|---|");
  for (const m of chosen) {
    if (m.missing || !m.runs?.length) {
      console.log(`| ${m.name} | ${size(m)} | not there yet | | | | |`);
      continue;
    }
    console.log(`| ${m.name} | ${size(m)} | ${figure(m.name).toFixed(2)} (${Math.min(...m.runs.map((r) => r.wall)).toFixed(2)}) ` +
      `| ${figure(m.name, "cpu").toFixed(2)} | ${figure(m.name, "megabytes").toFixed(0)} ` +
      `| ${m.result.contacts ?? ""} | ${m.result.pairs ?? ""} |`);
  }
  console.log("\n| goal (DESIGN §10) | at most | measured |");
  console.log("|---|---|---|");
  ratio("circle and rate / DuckDB", .5, figure("postern, circle and rate") / figure("DuckDB, grouping"));
  ratio("circle and rate / wc -l", 8, figure("postern, circle and rate") / figure("wc -l"));
  ratio("everything / DuckDB", 1, figure("postern, everything") / figure("DuckDB, grouping"));
  for (const name of ["postern, circle and rate", "postern, everything", "postern, everything (x 10)"]) {
    const { result } = chosen.find((m) => m.name === name) ?? {};
    if (result)
      ratio(`peak MB, ${name}`, (16 * result.contacts + 300 * result.pairs) / 2 ** 20 + 100, figure(name, "megabytes"));
  }
  if (growth === "1") {
    ratio("x 10: circle and rate", 11, figure("postern, circle and rate (x 10)") / figure("postern, circle and rate"));
    ratio("x 10: everything", 11, figure("postern, everything (x 10)") / figure("postern, everything"));
  }
  if (formats === "1") {
    for (const [ours, theirs] of [["gzip", "zcat | wc -l (gzip)"], ["JSON", "wc -l (JSON)"], ["BIND", "wc -l (BIND)"]])
      ratio(`${ours} / ${theirs}`, NaN, figure(`postern, ${ours}`) / figure(theirs));
  }
}

function ratio(name, limit, value) {
  const at = Number.isNaN(limit) ? "" : limit < 10 ? limit : limit.toFixed(0);
  const met = Number.isNaN(value) ? "not there yet" : Number.isNaN(limit) ? value.toFixed(2)
    : `${value.toFixed(2)} (${value <= limit ? "met" : "**missed**"})`;
  console.log(`| ${name} | ${at} | ${met} |`);
}

function size({ file }) {
  return existsSync(file) ? (statSync(file).size / 1e9).toFixed(2) : "-";
}
