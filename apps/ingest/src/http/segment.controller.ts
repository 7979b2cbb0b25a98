import { Controller, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeys, presentedKey, requireScope } from '@touchstone/access';
import type { Request } from 'express';
import { type CallType, callTypes } from '../segment/call.js';
import { Admission } from './admission.js';
import { readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import type { Door, Receipt } from './door.js';
import { keptSetting, segmentCandidate } from './segment-candidate.js';
import { SegmentRoute } from './segment-documents.js';
import { callsOf } from './segment-request.js';
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

  @SegmentRoute(['batch', 'import', 'b'], null)
  batch(@Req() request: Request): Promise<Receipt> {
    return this.take(request);
  }

  @SegmentRoute(['track', 't'], 'track')
  track(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'track');
  }

  @SegmentRoute(['identify', 'i'], 'identify')
  identify(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'identify');
  }

  @SegmentRoute(['page', 'p'], 'page')
  page(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'page');
  }

  @SegmentRoute(['screen', 's'], 'screen')
  screen(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'screen');
  }

  @SegmentRoute(['group', 'g'], 'group')
  group(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'group');
  }

  @SegmentRoute(['alias', 'a'], 'alias')
  alias(@Req() request: Request): Promise<Receipt> {
    return this.take(request, 'alias');
  }

  /** @param type the type of call that the path names; without it the call itself says it. */
  private take(request: Request, type?: CallType): Promise<Receipt> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request), async (hold) => {
      const key = presentedKey(request);
      const known = key === null ? null : await this.workspaceOf(key);
      const sent = await readBody(request);
      const body = await unpack(sent, request.headers['content-encoding']);
      if (body !== sent) hold(body.length);
      const { calls, writeKey, sentAt, context, bytesOf } = callsOf(body);
      const workspace = known ?? (await this.workspaceOf(writeKey));
      const setting = { type, sentAt, context };
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
