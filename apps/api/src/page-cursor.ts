import { createHash } from 'node:crypto';
import { Fault } from '@touchstone/runtime';
import type { z } from 'zod';

/**
 * Cursors of a query: opaque texts for places in its answer. Made of everything that says which answer it is, so that
 * one of another query is refused. They grant nothing and need no secret: the key decides the workspace.
 */
export class PageCursor<Place> {
  private readonly query: string;

  /**
   * @param query whatever the answer depends on, the page aside
   * @param parameter what the cursor is called
   */
  constructor(
    private readonly place: z.ZodType<Place>,
    query: unknown,
    private readonly parameter = 'cursor',
  ) {
    this.query = JSON.stringify(query, (_, value: unknown) =>
      value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
    );
  }

  encode(place: Place): string {
    const text = Buffer.from(JSON.stringify(place)).toString('base64url');
    return `${text}.${this.markOf(text)}`;
  }

  /**
   * @returns the place of a cursor; null without one: the answer begins
   * @throws Fault `invalid_request` for anything but a cursor of this query
   */
  decode(cursor: string | undefined): Place | null {
    if (cursor === undefined) return null;
    const [text = '', mark] = cursor.split('.', 2);
    const parsed = mark === this.markOf(text) ? this.place.safeParse(parseJson(text)) : undefined;
    if (parsed?.success) return parsed.data;
    throw new Fault('invalid_request', 'This cursor does not belong to this query: start without a cursor.', {
      details: { errors: [{ parameter: this.parameter, detail: 'is not a cursor of this query' }] },
    });
  }

  private markOf(text: string): string {
    return createHash('sha256')
      .update(JSON.stringify([this.query, text]))
      .digest('base64url')
      .slice(0, 16);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
