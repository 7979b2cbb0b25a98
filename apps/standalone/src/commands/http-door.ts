import { Fault } from '@touchstone/runtime';
import { addressOf, dataFolderOf } from '../data-folder-access.js';
import { demoKeyNotes } from '../demo-keys.js';
import { readNote } from '../engines/data-folder.js';

/** Where a command sends to, as its options say it. */
export interface HttpDoorOptions {
  url?: string;
  key?: string;
  data?: string;
}

/**
 * The HTTP door and the key of a command: those named, else those of the Touchstone that runs on the data folder.
 * @throws Fault where there is none
 */
export function httpDoorOf({ url: given, key, data }: HttpDoorOptions): { url: string; key: string } {
  const folder = dataFolderOf(data);
  const url = given ?? addressOf(folder);
  if (url === null)
    throw new Fault(
      'unavailable',
      `No Touchstone runs on ${folder}: start one (npm start), or say --url or --data.`,
    );
  const known = key ?? process.env['TOUCHSTONE_KEY'] ?? readNote(folder, demoKeyNotes.writeKey);
  if (!known) throw new Fault('unauthenticated', 'An API key is needed: --key, or TOUCHSTONE_KEY.');
  if (!URL.canParse(url))
    throw new Fault('invalid_request', `--url is an address such as http://127.0.0.1:4747, not ${url}`);
  return { url, key: known };
}
