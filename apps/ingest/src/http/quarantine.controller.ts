import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { plainly, problemsOf, quarantinedMessage, readQuarantine } from '@touchstone/event-log';
import { Fault, type Pool } from '@touchstone/runtime';
import type { Request } from 'express';
import { z } from 'zod';
import { Admission } from './admission.js';
import { parseJson, readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import { type Decision, QuarantineDesk } from './quarantine-desk.js';
import {
  quarantineExamples,
  type ShownBytes,
  shownBytes,
  type ShownMessage,
  shownMessage,
} from './quarantine-view.js';
import { correctedCandidate, originalCandidate } from './quarantined-candidate.js';
import { Answered, cloudEvent, Refused, RefusedCallers } from './route-documents.js';
import { POOL } from './tokens.js';

const QuerySchema = z.strictObject({
  state: z.enum(['open', 'resolved'], 'is open or resolved').default('open'),
  reason: z.string().optional(),
  source: z.string().optional(),
  limit: z
    .string()
    .regex(/^([1-9]\d?|1\d\d|200)$/, 'is a number from 1 to 200')
    .default('50')
    .transform(Number),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'is the nextCursor of the page before')
    .transform(Number)
    .optional(),
});

const DismissalSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

const Message = () => ApiParam({ name: 'id', description: 'quarantineId', schema: { type: 'integer' } });

@ApiTags('ingest')
@RequireScope('admin')
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly desk: QuarantineDesk,
    private readonly admission: Admission,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the messages that could not become events, newest first' })
  @ApiQuery({ name: 'state', required: false, enum: ['open', 'resolved'], description: 'default open' })
  @ApiQuery({ name: 'reason', required: false, description: 'only of this reason, such as invalid_data' })
  @ApiQuery({ name: 'source', required: false, description: 'only events of this source' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200, default 50' })
  @ApiQuery({ name: 'cursor', required: false, description: '`nextCursor` of the page before' })
  @Answered('A page; `nextCursor` is null on the last one', quarantineExamples.page)
  @Refused(400, 'invalid_request', 'A parameter is not known, or its value is not allowed')
  @RefusedCallers('admin')
  async list(
    @Query() query: Record<string, unknown>,
    @CurrentCaller() { workspace }: Caller,
  ): Promise<{ messages: ShownMessage[]; nextCursor: string | null }> {
    const asked = QuerySchema.safeParse(query, plainly);
    if (!asked.success)
      throw new Fault(
        'invalid_request',
        `${problemsOf(asked.error)}. Allowed: ${Object.keys(QuerySchema.shape).join(', ')}.`,
      );
    const { cursor, limit, ...filter } = asked.data;
    const rows = await readQuarantine(this.pool, { ...filter, workspace, before: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      messages: page.map(shownMessage),
      nextCursor: rows.length > limit ? String(page.at(-1)!.quarantineId) : null,
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One message with its original bytes, and as text where they are text' })
  @Message()
  @Answered('The message', quarantineExamples.message)
  @Refused(400, 'invalid_request', 'The id is no number')
  @RefusedCallers('admin')
  @Refused(404, 'not_found', 'There is no such message in the quarantine of this workspace')
  async get(@Param('id') id: string, @CurrentCaller() { workspace }: Caller): Promise<ShownBytes> {
    return shownBytes(await quarantinedMessage(this.pool, workspace, idOf(id)));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a message again, as it was or corrected',
    description:
      'Without a body the original bytes are judged again, for rules and versions that are known by now. With one, the ' +
      'event (or the Segment call, where the message was one) takes their place. Where it is accepted or a duplicate, ' +
      'the message is resolved and says which event it became; where it is refused, it stays as it is.',
  })
  @Message()
  @ApiBody({
    required: false,
    schema: { type: 'object' },
    examples: { corrected: { value: cloudEvent } },
  })
  @Answered('`outcome` is accepted or duplicate; the message is resolved', quarantineExamples.replayed)
  @Refused(400, 'invalid_request', 'It is refused still, with the reason; the message stays open')
  @RefusedCallers('admin')
  @Refused(404, 'not_found', 'There is no such message in the quarantine of this workspace')
  @Refused(409, 'conflict', 'It is resolved already, or its id came before with other content')
  @Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After')
  replay(
    @Param('id') id: string,
    @Req() request: Request,
    @CurrentCaller() caller: Caller,
  ): Promise<{ outcome: 'accepted' | 'duplicate'; message: ShownMessage }> {
    return this.admission.run(sizeOf(request), async () => {
      const body = await unpack(await readBody(request), request.headers['content-encoding']);
      const decision = decisionOf(id, caller);
      const outcome = await this.desk.replay(decision, (message) =>
        body.length === 0 ? originalCandidate(message) : correctedCandidate(message, request.headers, body),
      );
      return { outcome, message: await this.shown(decision) };
    });
  }

  @Post(':id/dismiss')
  @HttpCode(200)
  @ApiOperation({ summary: 'Resolve a message that is to become no event; it is kept, with the reason' })
  @Message()
  @ApiBody({
    schema: {
      type: 'object',
      required: ['reason'],
      properties: { reason: { type: 'string', maxLength: 500 } },
    },
    examples: { dismissal: { value: { reason: 'A test of ours.' } } },
  })
  @Answered('The message, resolved', quarantineExamples.dismissed)
  @Refused(400, 'invalid_request', 'There is no reason')
  @RefusedCallers('admin')
  @Refused(404, 'not_found', 'There is no such message in the quarantine of this workspace')
  @Refused(409, 'conflict', 'It is resolved already')
  async dismiss(
    @Param('id') id: string,
    @Req() request: Request,
    @CurrentCaller() caller: Caller,
  ): Promise<ShownMessage> {
    const asked = DismissalSchema.safeParse(
      parseJson(await unpack(await readBody(request), request.headers['content-encoding'])),
      plainly,
    );
    if (!asked.success)
      throw new Fault('invalid_request', `${problemsOf(asked.error)}. Send { "reason": "…" }.`);
    const decision = decisionOf(id, caller);
    await this.desk.dismiss(decision, asked.data.reason);
    return this.shown(decision);
  }

  private async shown({ workspace, quarantineId }: Decision): Promise<ShownMessage> {
    return shownMessage(await quarantinedMessage(this.pool, workspace, quarantineId));
  }
}

const decisionOf = (id: string, { workspace, keyId }: Caller): Decision => ({
  workspace,
  quarantineId: idOf(id),
  keyId,
});

function idOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Fault('invalid_request', 'id: is a number, the quarantineId of a message.');
}
