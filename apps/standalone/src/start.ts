import { Fault, readConfig } from '@touchstone/runtime';
import { factsProjection } from '@touchstone/facts';
import { attributionTable } from './attribution-table.js';
import { untilCaughtUp } from './caught-up.js';
import { demoWorkspace } from './demo-keys.js';
import { customersTable } from './customers-table.js';
import { demoFigures, demoReport, demoReportPath } from './demo-report.js';
import { untilInterrupted } from './interruption.js';
import { isDemoLoaded, loadDemo } from './load-demo.js';
import { noProgress, showProgress } from './progress.js';
import { promiseLines } from './promise-lines.js';
import { type Standalone, startStandalone } from './standalone.js';
import { type StandaloneConfig, StandaloneConfigSchema } from './standalone-config.js';
import { answer } from './commands/output.js';

/** Of `touchstone start`; those left out come from the environment. */
export interface StartOptions {
  port?: string;
  host?: string;
  data?: string;
  logLevel?: string;
  demoScale?: string;
  demo: boolean;
  once: boolean;
  json: boolean;
  checkConfig: boolean;
}

/** Runs everything until it is interrupted or, with `once`, until the table is printed. */
export async function start(options: StartOptions): Promise<void> {
  const config = configOf(options);
  if (options.checkConfig) {
    answer(options.json, { valid: true }, 'The configuration is valid.');
    return;
  }
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const interruption = untilInterrupted(say);
  try {
    const standalone = await startStandalone(config, say);
    try {
      await serve(standalone, config, options, interruption.signal);
    } finally {
      await standalone.stop();
    }
    if (interruption.signal.aborted && options.once) process.exitCode = 130;
  } finally {
    interruption.forget();
  }
}

/** Options go before the environment. */
function configOf(options: StartOptions): StandaloneConfig {
  const given = {
    PORT: options.port,
    HOST: options.host,
    LOG_LEVEL: options.logLevel,
    TOUCHSTONE_DATA: options.data,
    TOUCHSTONE_DEMO_SCALE: options.demoScale,
  };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return readConfig(StandaloneConfigSchema, { ...process.env, ...Object.fromEntries(named) });
}

/** Until somebody interrupts it, or an engine breaks, or, with --once, the table is printed. */
async function serve(
  standalone: Standalone,
  config: StandaloneConfig,
  options: StartOptions,
  interruption: AbortSignal,
): Promise<void> {
  let fault: Fault | undefined;
  const breakdown = new AbortController();
  void standalone.broken.then((reason) => {
    fault = reason;
    breakdown.abort();
  });
  const signal = AbortSignal.any([interruption, breakdown.signal]);
  try {
    await show(standalone, config, options, signal);
    if (!options.once) await aborted(signal);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
  if (fault) throw fault;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

/** The demo where it is wanted and missing, the table, and where everything is. */
async function show(
  standalone: Standalone,
  config: StandaloneConfig,
  options: StartOptions,
  signal: AbortSignal,
): Promise<void> {
  const { url, biUrl, data, keys } = standalone;
  if (options.demo && !isDemoLoaded(data))
    await loadDemo(data, { url, key: keys.writeKey, scale: config.TOUCHSTONE_DEMO_SCALE, signal });
  await projected(standalone, signal);
  if (signal.aborted) return;
  const hasReport = isDemoLoaded(data);
  if (!hasReport && options.once)
    throw new Fault('not_found', 'There is no demo to report on: leave out --no-demo.');
  const report = hasReport ? await demoReport(url, keys.readKey) : null;
  if (report) answer(options.json, report, attributionTable(report));
  if (report && !options.json) {
    const { acquisition, value, funnel, sla } = await demoFigures(url, keys.readKey);
    answer(false, {}, `\n${customersTable(acquisition, value)}\n\n${promiseLines(funnel, sla)}\n`);
  }
  if (!options.once) answer(options.json, { url, biUrl, ...keys }, addresses(standalone));
}

async function projected({ pool }: Standalone, signal: AbortSignal): Promise<void> {
  let progress = noProgress;
  let total = 0;
  const onLag = (behind: number): void => {
    if (behind > total) {
      progress.stop();
      total = behind;
      progress = showProgress('Building journeys', total);
    }
    progress.update(total - behind, `${behind.toLocaleString('en')} events to go`);
  };
  try {
    await untilCaughtUp(pool, { workspace: demoWorkspace, projection: factsProjection, signal, onLag });
  } finally {
    progress.stop();
  }
}

function addresses({ url, biUrl, data, keys }: Standalone): string {
  return `
Touchstone runs at ${url}
  documents  ${url}/docs  (${url}/openapi.json)
  metrics    ${url}/metrics
  BI         ${biUrl ? `${biUrl}  (ClickHouse over HTTP, database bi, password: the read key)` : 'off'}
  read key   ${keys.readKey}
  write key  ${keys.writeKey}
  data       ${data.root}

  curl -H 'Authorization: Bearer ${keys.readKey}' '${url}${demoReportPath()}'

Ctrl-C stops it.`;
}
