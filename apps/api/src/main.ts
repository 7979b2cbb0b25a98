import 'reflect-metadata';
import { ConfigError, messageOf, readConfig } from '@touchstone/runtime';
import { ApiConfigSchema, configHelp } from './config.js';
import { serveApi } from './serve.js';

const help = `Touchstone API: attribution and timelines over HTTP.

Usage: node apps/api/dist/main.js [--check-config] [--help]

Environment (NAME_FILE may name a file that holds NAME's value):
${configHelp()}
`;

async function main(flags: string[]): Promise<void> {
  const unknown = flags.find((flag) => flag !== '--help' && flag !== '--check-config');
  if (unknown !== undefined) throw new Error(`${unknown} is not known; see --help`);
  if (flags.includes('--help')) {
    process.stdout.write(help);
    return;
  }
  const config = readConfig(ApiConfigSchema);
  if (flags.includes('--check-config')) {
    process.stdout.write('The configuration is valid.\n');
    return;
  }
  const api = await serveApi(config);
  const stop = () => void api.stop().catch(fail);
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

function fail(thrown: unknown): void {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exitCode = thrown instanceof ConfigError ? 2 : 1;
}

await main(process.argv.slice(2)).catch(fail);
