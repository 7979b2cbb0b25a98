import { afterAll, beforeAll, expect } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import type { z } from 'zod';
import { openApi, type TestApi } from './api.fixture.spec.js';

/** The API for the tests of a suite; the workspace `acme` was told a story, and asks where no other key is named. */
export function toldApi(story: readonly CloudEvent[]) {
  let api: TestApi;
  let acme: string;
  /** Tells a workspace events, so many a commit, and projects them. @returns a key of the workspace */
  const tell = async (workspace: string, events: readonly CloudEvent[], commitSize = 1): Promise<string> => {
    await api.bench.append(workspace, [...events], commitSize);
    await api.bench.projector().catchUp();
    return api.keyOf(workspace);
  };
  beforeAll(async () => {
    api = await openApi();
    acme = await tell('acme', story);
  });
  afterAll(() => api.close());

  const get = (path: string, key = acme) => api.get(path, key);
  return {
    ...{ tell, get },
    bench: () => api.bench,
    keyOf: (workspace: string) => api.keyOf(workspace),
    /** An answer, which is as its schema says. */
    answer: async <Answer>(path: string, schema: z.ZodType<Answer>, key?: string): Promise<Answer> => {
      const { body } = await get(path, key).expect(200);
      expect(schema.parse(body)).toEqual(body);
      return body as Answer;
    },
    /** The same as CSV. */
    csv: async (path: string) => (await get(path).set('accept', 'text/csv').expect(200)).text,
    /** What is wrong with a question. */
    errors: async (path: string) =>
      (await get(path).expect(400)).body.errors as { parameter: string; detail: string }[],
  };
}
