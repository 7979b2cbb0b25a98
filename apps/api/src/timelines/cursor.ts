import type { TimelinePlace } from '@touchstone/timeline';
import { z } from 'zod';
import { PageCursor } from '../page-cursor.js';

/** What a cursor belongs to; with another workspace, subject or order it is refused. */
export interface CursorScope {
  workspace: string;
  subject: string;
  order: 'asc' | 'desc';
}

const PlaceSchema = z.object({ occurredAt: z.int(), eventId: z.string().max(300), position: z.int().min(1) });

const pagesOf = ({ workspace, subject, order }: CursorScope) =>
  new PageCursor<TimelinePlace>(PlaceSchema, [workspace, subject, order]);

/** An opaque text for a place in the timeline of this scope. */
export const encodeCursor = (scope: CursorScope, { occurredAt, eventId, position }: TimelinePlace): string =>
  pagesOf(scope).encode({ occurredAt, eventId, position });

/** @throws Fault `invalid_request` for anything but a cursor of this scope; null without one. */
export const decodeCursor = (scope: CursorScope, cursor: string | undefined): TimelinePlace | null =>
  pagesOf(scope).decode(cursor);
