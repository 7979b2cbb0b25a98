/**
 * What a bench measured. A bar has a goal; a run is a measurement that stands beside it.
 * @typedef {{ id: string, name: string, value: number, goal: number, ok: boolean, unit: string, atMost?: boolean }} Bar
 */

/** A bar that is met at or above its goal, or with `atMost` at or below it. */
export function bar(id, name, value, goal, { unit = 'x', atMost = false } = {}) {
  const rounded = Number(value.toPrecision(3));
  return { id, name, value: rounded, goal, ok: atMost ? value <= goal : value >= goal, unit, atMost };
}

/** Prints the result: with `json` as the one object on stdout, always as tables for people, which then go to stderr. */
export function printReport({ bars, runs }, { json }) {
  const out = json ? process.stderr : process.stdout;
  out.write(`\n${table(runs.map(runCells), ['run', 'events', 'seconds', 'events/s', 'details'])}\n`);
  out.write(`\n${table(bars.map(barCells), ['bar', 'measured', 'goal', ''])}\n`);
  if (!json) return;
  const plain = bars.map(({ id, name, value, goal, ok }) => ({ id, name, value, goal, ok }));
  process.stdout.write(`${JSON.stringify({ bars: plain, runs })}\n`);
}

const runCells = ({ name, events, seconds, rate, details = {} }) => [
  name,
  String(events),
  seconds.toFixed(2),
  String(Math.round(rate)),
  Object.entries(details)
    .map(([key, value]) => `${key} ${value}`)
    .join(', '),
];

const barCells = ({ name, value, goal, ok, unit, atMost }) => [
  name,
  `${value} ${unit}`,
  `${atMost ? '<=' : '>='} ${goal} ${unit}`,
  ok ? 'ok' : 'missed',
];

function table(rows, head) {
  const widths = head.map((title, nth) => Math.max(title.length, ...rows.map((row) => row[nth].length)));
  const line = (cells) =>
    cells
      .map((cell, nth) => cell.padEnd(widths[nth]))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A measurement as the report takes it. */
export function run(name, events, milliseconds, details) {
  const seconds = milliseconds / 1000;
  return {
    name,
    events,
    seconds: Number(seconds.toFixed(3)),
    rate: Number((events / seconds).toFixed(1)),
    details,
  };
}

/** Progress, for people. */
export const say = (text) => process.stderr.write(`${text}\n`);
