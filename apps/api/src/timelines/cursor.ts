import { createHash } from 'node:crypto';
import { Fault } from '@touchstone/runtime';
import { z } from 'zod';
import type { TimelinePlace } from '@touchstone/timeline';

/** What a cursor belongs to; with another workspace, subject or order it is refused. */
export interface CursorScope {
  workspace: string;
  subject: string;
  order: 'asc' | 'desc';
}

const PlaceSchema = z.tuple([z.int(), z.string().max(300), z.int().min(1)]);

/** Tells a cursor of this query from others. It grants nothing, so it needs no secret: the key decides the workspace. */
function markOf({ workspace, subject, order }: CursorScope, place: string): string {
  return createHash('sha256')
    .update(JSON.stringify([workspace, subject, order, place]))
    .digest('base64url')
    .slice(0, 16);
}

/** An opaque text for a place in the timeline of this scope. */
export function encodeCursor(scope: CursorScope, { occurredAt, eventId, position }: TimelinePlace): string {
  const place = Buffer.from(JSON.stringify([occurredAt, eventId, position])).toString('base64url');
  return `${place}.${markOf(scope, place)}`;
}

/** @throws Fault `invalid_request` for anything but a cursor of this scope. */
export function decodeCursor(scope: CursorScope, cursor: string): TimelinePlace {
  const [place = '', mark] = cursor.split('.', 2);
  const parsed = mark === markOf(scope, place) ? PlaceSchema.safeParse(parseJson(place)) : undefined;
  if (!parsed?.success)
    throw new Fault('invalid_request', 'This cursor does not belong to this query: start without a cursor.', {
      details: { errors: [{ parameter: 'cursor', detail: 'is not a cursor of this query' }] },
    });
  const [occurredAt, eventId, position] = parsed.data;
  return { occurredAt, eventId, position };
}

function parseJson(place: string): unknown {
  try {
    return JSON.parse(Buffer.from(place, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
