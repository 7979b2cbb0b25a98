import { run } from './report.mjs';
import { ruleModels } from './fact-credit.mjs';
import { median } from './timing.mjs';
import { channels, yearEnd, yearStart } from './workload.mjs';

const rowsPerInsert = 10_000;

/** Loading touches and asking for a heavy report, each alone and both at once. */
export async function besideEachOther({ reports, clickhouse, seconds }) {
  const report = () => reports.ask('bench', { models: ruleModels, from: yearStart, to: yearEnd });
  const load = loading(clickhouse);
  const [loadAlone] = await repeated([load], seconds);
  const [reportAlone] = await repeated([report], seconds);
  const [loadBeside, reportBeside] = await repeated([load, report], seconds);
  const ofRows = (name, times) =>
    run(name, times.length * rowsPerInsert, total(times), {
      'slowest insert': `${Math.round(Math.max(...times))} ms`,
    });
  const ofReports = (name, times) =>
    run(name, times.length, total(times), { median: `${Math.round(median(times))} ms` });
  return {
    runs: [
      ofRows('loading touches alone', loadAlone),
      ofRows('loading touches beside reports', loadBeside),
      ofReports('heavy reports alone', reportAlone),
      ofReports('heavy reports beside loading', reportBeside),
    ],
  };
}

const total = (times) => times.reduce((sum, ms) => sum + ms, 0);

/** Each work over and over for some seconds, all at the same time. @returns wall times of each */
async function repeated(works, seconds) {
  const until = performance.now() + seconds * 1000;
  return Promise.all(
    works.map(async (work) => {
      const times = [];
      while (performance.now() < until) {
        const startedAt = performance.now();
        await work();
        times.push(performance.now() - startedAt);
      }
      return times;
    }),
  );
}

/** Inserts of new touches as the projector makes them, of a workspace beside the others. */
function loading(clickhouse) {
  let next = 0;
  return async () => {
    const rows = Array.from({ length: rowsPerInsert }, () => {
      const nth = next++;
      return {
        workspace: 'loaded',
        person_key: `person-${nth % 5000}`,
        occurred_at: yearStart / 1000 + nth,
        event_id: `event-${nth}`,
        position: nth,
        interaction: 'page_view',
        side: 'marketing',
        channel: channels[nth % channels.length],
      };
    });
    await clickhouse.insert('touches', rows, { token: `loaded-${next}` });
  };
}
