import { parseArgs } from 'node:util';
import { sizes } from './workload.mjs';

const fail = (text) => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

/**
 * Options of a bench by its help and its own options, `--json` and `--help` among them; `accounts` says how many there are
 * of a `--size`. Answers `--help` and ends on what is wrong.
 */
export function readOptions(help, own) {
  const flag = { type: 'boolean', default: false };
  const { values: options } = parsed({ ...own, json: flag, help: flag });
  if (options.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  if (options.size === undefined) return options;
  const accounts = sizes[options.size];
  return accounts
    ? { ...options, accounts }
    : fail(`There is no size "${options.size}": take ${Object.keys(sizes).join(', ')}.`);
}

function parsed(options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    return fail(`${error.message}\nSee --help.`);
  }
}
