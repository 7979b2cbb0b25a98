import { resolve } from 'node:path';
import { Fault, openPool, type Pool } from '@touchstone/runtime';
import { readNote } from './engines/data-folder.js';

/** Data folder of a command: `--data`, else the environment, else where `npm start` puts it. */
export const dataFolderOf = (given?: string): string =>
  resolve(given ?? process.env['TOUCHSTONE_DATA'] ?? '.touchstone');

/** Where the data folder says at what address its Touchstone answers, while one runs. */
export const addressNote = 'address';

/** Where it says at what address BI tools connect, while one runs that has a door for them. */
export const biAddressNote = 'bi-address';

/** Address of the Touchstone that runs on a data folder; null where none does. */
export const addressOf = (root: string): string | null => readNote(root, addressNote);

/**
 * The PostgreSQL that a command works on: DATABASE_URL, else the one of the standalone Touchstone that runs on the
 * data folder. @throws Fault `unavailable` where there is neither.
 */
export async function openCommandPool(data?: string): Promise<{ pool: Pool; url: string }> {
  const given = process.env['DATABASE_URL'];
  const url = given ?? standaloneUrl(dataFolderOf(data));
  const pool = openPool(url, { max: 1, name: 'touchstone-command' });
  try {
    await pool.query('SELECT 1');
    return { pool, url };
  } catch (cause) {
    await pool.end();
    const text = given
      ? 'PostgreSQL at DATABASE_URL does not answer.'
      : `No Touchstone runs on ${dataFolderOf(data)}: start one (npm start), or set DATABASE_URL.`;
    throw new Fault('unavailable', text, { cause });
  }
}

function standaloneUrl(root: string): string {
  const url = readNote(root, 'secrets/postgres-url');
  if (url === null)
    throw new Fault(
      'not_found',
      `${root} is no data folder of Touchstone: start one (npm start), or set DATABASE_URL.`,
    );
  return url;
}
