import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request } from 'express';
import { Admission } from './admission.js';
import { maxBodyBytes, readBody, unpack } from './body.js';
import { cloudEventsOf } from './cloud-event-request.js';
import type { Door, Receipt } from './door.js';
import { refusalFault } from './refusal-fault.js';
import { CloudEventsBody, ReceiptAnswer, Refused } from './route-documents.js';
import { HTTP_DOOR } from './tokens.js';

@ApiTags('ingest')
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
  @CloudEventsBody()
  @ReceiptAnswer()
  @Refused(
    400,
    'invalid_request',
    'The body is unreadable, or the one event in it is refused (and in quarantine)',
  )
  @Refused(401, 'unauthenticated', 'The key is not known')
  @Refused(403, 'forbidden', 'The key lacks the scope ingest:write')
  @Refused(404, 'not_found', 'The source is disabled: its key may not write for now')
  @Refused(409, 'conflict', 'The one event came before with other content (and is in quarantine)')
  @Refused(413, 'too_large', 'More than 4 MB, or an event of more than 256 KB')
  @Refused(415, 'unsupported_media_type', 'Packed with something else than gzip')
  @Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After')
  @Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After')
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<Receipt> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request), async (hold) => {
      const sent = await readBody(request);
      const body = await unpack(sent, request.headers['content-encoding']);
      if (body !== sent) hold(body.length);
      const { single, events, bytesOf, headers } = cloudEventsOf(request.headers, body);
      const candidates = events.map((event) => ({ id: null, events: [event] }));
      const beside = headers && JSON.stringify({ headers });
      const receipt = await this.door.take({ workspace, receivedAt, candidates, bytesOf, beside });
      if (single && receipt.rejected[0]) throw refusalFault(receipt.rejected[0], { quarantined: true });
      return receipt;
    });
  }
}

/** The bytes that a request will hold: what it declares, else as much as it may. */
export function sizeOf(request: Request, limit = maxBodyBytes): number {
  const declared = Number(request.headers['content-length'] ?? limit);
  return Math.min(declared, limit);
}
