import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeys, presentedKey, requireScope } from '@touchstone/access';
import { Public } from '@touchstone/runtime';
import type { Request } from 'express';
import { callTypes } from '../segment/call.js';
import { Admission } from './admission.js';
import { readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import type { Door, Receipt } from './door.js';
import { keptSetting, segmentCandidate } from './segment-candidate.js';
import { callTypeOfPath, callsOf } from './segment-request.js';
import { ReceiptAnswer, Refused, SegmentBody } from './route-documents.js';
import { SEGMENT_DOOR } from './tokens.js';

/** Paths of the Segment HTTP API, with the short forms that browsers use. */
export const segmentPaths = [
  'batch',
  'import',
  'b',
  ...callTypes,
  ...callTypes.map((type) => type.charAt(0)),
] as const;

@ApiTags('ingest')
@Controller('v1')
export class SegmentController {
  constructor(
    @Inject(SEGMENT_DOOR) private readonly door: Door,
    private readonly admission: Admission,
    private readonly keys: ApiKeys,
  ) {}

  /** Not public: browsers send the key in the body, which a guard does not see. */
  @Public()
  @Post([...segmentPaths])
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take Segment calls',
    description:
      'The Segment HTTP API, for its clients and RudderStack’s: one call, or `{ batch, sentAt }`; plain or gzip, any ' +
      'content type. The key is the user name of Basic authentication, a Bearer token, or `writeKey` in the body. ' +
      'A refused call never fails its batch: the clients would drop all of it.',
  })
  @SegmentBody()
  @ReceiptAnswer()
  @Refused(400, 'invalid_request', 'The body is unreadable')
  @Refused(401, 'unauthenticated', 'The key is not known')
  @Refused(403, 'forbidden', 'The key lacks the scope ingest:write')
  @Refused(404, 'not_found', 'The source is disabled: its key may not write for now')
  @Refused(413, 'too_large', 'More than 4 MB')
  @Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After')
  @Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After')
  take(@Req() request: Request): Promise<Receipt> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request), async (hold) => {
      const key = presentedKey(request);
      const known = key === null ? null : await this.workspaceOf(key);
      const sent = await readBody(request);
      const body = await unpack(sent);
      if (body !== sent) hold(body.length);
      const { calls, writeKey, sentAt, context, bytesOf } = callsOf(body);
      const workspace = known ?? (await this.workspaceOf(writeKey));
      const setting = { type: callTypeOfPath(request.path), sentAt, context };
      const candidates = calls.map((call) => segmentCandidate(call, setting, receivedAt));
      const beside = keptSetting(setting, calls.length);
      return this.door.take({ workspace, receivedAt, candidates, bytesOf, beside });
    });
  }

  private async workspaceOf(key: string | null): Promise<string> {
    const caller = await this.keys.authenticate(key);
    requireScope(caller, 'ingest:write');
    return caller.workspace;
  }
}
