import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Fault } from '@touchstone/runtime';
import type { Request } from 'express';
import { Admission } from './admission.js';
import { maxBodyBytes, readBody, unpack } from './body.js';
import { cloudEventsOf } from './cloud-event-request.js';
import type { Door, Receipt, Rejection } from './door.js';
import { HTTP_DOOR } from './tokens.js';

@ApiTags('ingest')
@ApiSecurity('api-key')
@Controller('v1')
export class CloudEventsController {
  constructor(
    @Inject(HTTP_DOOR) private readonly door: Door,
    private readonly admission: Admission,
  ) {}

  @Post('events')
  @HttpCode(200)
  @RequireScope('ingest:write')
  @ApiOperation({
    summary: 'Take events',
    description:
      'CloudEvents 1.0 in JSON: one (structured, or binary with `ce-*` headers) or a list; plain or gzip. ' +
      'The answer comes after the commit. Of a list the good ones are taken and the others are named.',
  })
  @ApiBody({ schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] } })
  @ApiResponse({
    status: 200,
    description: 'Durable: how many were accepted, were duplicates, were rejected and why',
  })
  @ApiResponse({
    status: 400,
    description: 'The body is unreadable, or the one event in it is refused (and in quarantine)',
  })
  @ApiResponse({
    status: 409,
    description: 'The one event came before with other content (and is in quarantine)',
  })
  @ApiResponse({ status: 413, description: 'More than 4 MB, or an event of more than 256 KB' })
  @ApiResponse({ status: 429, description: 'Too much is under way; come again after Retry-After' })
  @ApiResponse({ status: 503, description: 'Cannot be stored now; send it again after Retry-After' })
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<Receipt> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request), async (hold) => {
      const sent = await readBody(request);
      const body = await unpack(sent);
      if (body !== sent) hold(body.length);
      const { single, events, bytesOf } = cloudEventsOf(request.headers, body);
      const candidates = events.map((event) => ({ id: null, events: [event] }));
      const receipt = await this.door.take({ workspace, receivedAt, candidates, bytesOf });
      if (single && receipt.rejected[0]) throw faultOf(receipt.rejected[0]);
      return receipt;
    });
  }
}

/** The bytes that a request will hold: what it declares, else as much as it may. */
export function sizeOf(request: Request): number {
  const declared = Number(request.headers['content-length'] ?? maxBodyBytes);
  return Math.min(declared, maxBodyBytes);
}

/** A lone event that was refused must not look like success. */
function faultOf({ reason, detail, id }: Rejection): Fault {
  const code =
    reason === 'too_large' ? 'too_large' : reason === 'id_conflict' ? 'conflict' : 'invalid_request';
  return new Fault(code, detail, { details: { reason, id, quarantined: true } });
}
