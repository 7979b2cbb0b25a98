import { bar, run, say } from './report.mjs';
import { inTurns } from './timing.mjs';
import { yearEnd } from './workload.mjs';

const quarter = { from: yearEnd - 92 * 86_400_000, to: yearEnd };
const models = ['first', 'last', 'linear', 'u_shaped', 'time_decay'];

/**
 * Bar 6: the same report of the last quarter over workspaces of several sizes, and over one with years of history before
 * it. Time has to follow the journeys in the window: at most in proportion, and not with what lies before.
 */
export async function growthBars({ reports, small, large, old, rounds }) {
  const ask = (workspace) => () => reports.ask(workspace, { models, ...quarter });
  const times = await inTurns({ small: ask(small), large: ask(large), old: ask(old) }, rounds, (name, ms) =>
    say(`  last quarter, ${name}: ${Math.round(ms)} ms`),
  );
  const deals = (name) => times[name].result.totals.linear.crmConversions;
  const growth = times.large.ms / times.small.ms / (deals('large') / deals('small'));
  const history = times.old.ms / times.small.ms / (deals('old') / deals('small'));
  return {
    bars: [
      bar('growth-window', 'time a journey, ten times the touches / small', growth, 1.2, { atMost: true }),
      bar('growth-history', 'time a journey, four years of history / one', history, 1.3, { atMost: true }),
    ],
    runs: Object.entries(times).map(([name, { ms }]) =>
      run(`report of the last quarter: ${name}`, deals(name), ms, { unit: 'won deals' }),
    ),
  };
}
