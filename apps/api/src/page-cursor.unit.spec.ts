import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { PageCursor } from './page-cursor.js';

const PlaceSchema = z.object({ id: z.string(), at: z.int() });
const cursors = (query: unknown) => new PageCursor(PlaceSchema, query);
const place = { id: 'D-7 ü', at: 12 };

describe('a page cursor', () => {
  it('comes back as the place it was made of, by the same query', () => {
    const cursor = cursors(['acme', { model: ['linear'] }]).encode(place);
    expect(cursor).toMatch(/^[\w-]+\.[\w-]{16}$/);
    expect(cursors(['acme', { model: ['linear'] }]).decode(cursor)).toEqual(place);
  });

  it('is refused by another query, and where it was changed', () => {
    const own = cursors(['acme', new Map([['custom', 1]])]);
    const cursor = own.encode(place);
    const [text, mark] = cursor.split('.');
    const forged = Buffer.from(JSON.stringify({ id: 'D-8', at: 12 })).toString('base64url');
    for (const other of [
      ['other', new Map([['custom', 1]])],
      ['acme', new Map([['custom', 2]])],
    ])
      expect(() => cursors(other).decode(cursor)).toThrow('does not belong to this query');
    for (const junk of ['', 'junk', text!, `${forged}.${mark}`, `${text}.`, `${cursor}x`])
      expect(() => own.decode(junk)).toThrow('does not belong to this query');
  });
});
