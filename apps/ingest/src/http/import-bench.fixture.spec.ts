import { expect } from '@jest/globals';
import type { z } from 'zod';
import { doorBench } from './door.fixture.spec.js';

interface Message {
  quarantineId: number;
  detail: string;
}

/** A door that takes one kind of file at a path, for the tests of a suite; each test has a workspace. */
export function importBench<Answer>(path: string, schema: z.ZodType<Answer>) {
  const door = doorBench();
  const post = (body: string | Buffer, query = '', key = door.key) =>
    door.post(path + query, body, { authorization: `Bearer ${key}`, 'content-type': 'text/csv' });
  const imported = async (body: string | Buffer, query = ''): Promise<Answer> => {
    const answer = await post(body, query);
    expect(answer.status).toBe(200);
    return schema.parse(answer.body);
  };
  /** What the quarantine answers the workspace's admin. */
  const quarantine = (path = '', method = 'GET') =>
    fetch(`${door.url}/v1/quarantine${path}`, {
      method,
      headers: { authorization: `Bearer ${door.adminKey}` },
    });
  const quarantined = async () => ((await (await quarantine()).json()) as { messages: Message[] }).messages;
  return { door, post, imported, quarantine, quarantined, logged: door.stored };
}
