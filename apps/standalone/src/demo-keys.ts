import { type ApiKeys, parseApiKey, type Scope } from '@touchstone/access';
import type { DataFolder } from './engines/data-folder.js';

export const demoWorkspace = 'demo';

/** Keys of the demo workspace: one to send events with, one to ask with. A key that writes never reads. */
export interface DemoKeys {
  writeKey: string;
  readKey: string;
}

/** Where the data folder keeps them. */
export const demoKeyNotes = { writeKey: 'secrets/demo-write-key', readKey: 'secrets/demo-read-key' } as const;

/** The keys of the first start; a key that was revoked meanwhile is replaced by a new one. */
export async function demoKeys(keys: ApiKeys, data: DataFolder): Promise<DemoKeys> {
  const live = new Set(
    (await keys.list(demoWorkspace)).filter((key) => !key.revokedAt).map((key) => key.keyId),
  );
  const keep = async (note: string, name: string, scopes: Scope[]): Promise<string> => {
    const known = data.read(note);
    if (known && live.has(parseApiKey(known)?.keyId ?? '')) return known;
    const { key } = await keys.create(demoWorkspace, name, scopes);
    data.write(note, key);
    return key;
  };
  return {
    writeKey: await keep(demoKeyNotes.writeKey, 'demo write key', ['ingest:write']),
    readKey: await keep(demoKeyNotes.readKey, 'demo read key', ['query:read', 'export:read']),
  };
}
