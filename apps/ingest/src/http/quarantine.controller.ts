import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { type QuarantineRow, readQuarantine } from '@touchstone/event-log';
import { Fault, type Pool } from '@touchstone/runtime';
import { z } from 'zod';
import { problemsOf } from '../refusal.js';
import { Refused } from './route-documents.js';
import { POOL } from './tokens.js';

const QuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().min(1).optional(),
});

/** A message in quarantine, as it is shown. */
export interface QuarantinedMessage {
  quarantineId: number;
  reason: string;
  detail: string;
  door: string;
  origin: string | null;
  source: string | null;
  id: string | null;
  receivedAt: string;
  raw: { encoding: 'utf8' | 'base64'; text: string };
}

const pageExample: { messages: QuarantinedMessage[]; nextCursor: string | null } = {
  messages: [
    {
      quarantineId: 12,
      reason: 'invalid_data',
      detail: 'data.dealId: is missing',
      door: 'http',
      origin: null,
      source: 'crm/hubspot',
      id: 'evt-4',
      receivedAt: '2026-03-31T15:00:00.250Z',
      raw: { encoding: 'utf8', text: '{"specversion":"1.0","id":"evt-4"}' },
    },
  ],
  nextCursor: null,
};

@ApiTags('ingest')
@Controller('v1')
export class QuarantineController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get('quarantine')
  @RequireScope('admin')
  @ApiOperation({ summary: 'List the messages that could not become events, newest first, with their bytes' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200, default 50' })
  @ApiQuery({ name: 'cursor', required: false, description: '`nextCursor` of the page before' })
  @ApiResponse({
    status: 200,
    description: 'A page; `nextCursor` is null on the last one',
    content: { 'application/json': { schema: { type: 'object' }, example: pageExample } },
  })
  @Refused(400, 'invalid_request', 'A parameter is not known, or its value is not allowed')
  @Refused(401, 'unauthenticated', 'The key is not known')
  @Refused(403, 'forbidden', 'The key lacks the scope admin')
  async list(
    @Query() query: Record<string, unknown>,
    @CurrentCaller() { workspace }: Caller,
  ): Promise<{ messages: QuarantinedMessage[]; nextCursor: string | null }> {
    const asked = QuerySchema.safeParse(query);
    if (!asked.success)
      throw new Fault('invalid_request', `${problemsOf(asked.error)}. Allowed: limit (1 to 200), cursor.`);
    const { limit, cursor } = asked.data;
    const rows = await readQuarantine(this.pool, { workspace, before: cursor, limit });
    return {
      messages: rows.map(toMessage),
      nextCursor: rows.length === limit ? String(rows.at(-1)!.quarantineId) : null,
    };
  }
}

function toMessage(row: QuarantineRow): QuarantinedMessage {
  const { quarantineId, reason, detail, door, origin, eventSource, eventId, raw, receivedAt } = row;
  const text = raw.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(raw);
  return {
    quarantineId,
    reason,
    detail,
    door,
    origin,
    source: eventSource,
    id: eventId,
    receivedAt: new Date(receivedAt).toISOString(),
    raw: isText ? { encoding: 'utf8', text } : { encoding: 'base64', text: raw.toString('base64') },
  };
}
