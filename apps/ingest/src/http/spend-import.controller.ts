import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request } from 'express';
import {
  type SpendImportAnswer,
  SpendImportAnswerSchema,
  spendImportExample,
} from '../spend/spend-import-answer.js';
import { SpendImports } from '../spend/spend-imports.js';
import { SpendOptionsSchema } from '../spend/spend-options.js';
import { Admission } from './admission.js';
import { readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import { ImportRoute } from './import-documents.js';
import { parametersOf } from './parameters.js';
import { Refused } from './route-documents.js';

/** The largest file, as sent and after unpacking: about 150,000 rows. */
export const maxFileBytes = 16 * 1024 * 1024;

@ApiTags('ingest')
@Controller('v1/imports/spend')
export class SpendImportController {
  constructor(
    @Inject(SpendImports) private readonly imports: SpendImports,
    private readonly admission: Admission,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScope('ingest:write')
  @ApiOperation({
    summary: 'Take the spend of an advertising platform’s export',
    description:
      'The file’s bytes as the body, plain or gzip: exports of Google Ads, Meta and LinkedIn by day, or a table with date, ' +
      'source or platform, campaign, cost and currency; with titles before and totals behind, in UTF-8, UTF-16 or ' +
      'Windows-1252, comma, semicolon or tab. Rows of one campaign and day are summed. A later statement replaces the ' +
      'earlier; the same file again records nothing. `dryRun=true` tells what would be.',
  })
  @ImportRoute({
    options: SpendOptionsSchema,
    answer: SpendImportAnswerSchema,
    example: { name: 'Google Ads', ...spendImportExample },
  })
  @Refused(400, 'invalid_request', 'A parameter is not allowed, or nothing can be read from the file')
  @Refused(401, 'unauthenticated', 'The key is not known')
  @Refused(403, 'forbidden', 'The key lacks the scope ingest:write')
  @Refused(413, 'too_large', 'More than 16 MB: send it in parts')
  @Refused(415, 'unsupported_media_type', 'Packed with something else than gzip')
  @Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After')
  @Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After')
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<SpendImportAnswer> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request, maxFileBytes), async (hold) => {
      const options = parametersOf(SpendOptionsSchema, request);
      const sent = await readBody(request, maxFileBytes);
      const bytes = await unpack(sent, request.headers['content-encoding'], maxFileBytes);
      if (bytes !== sent) hold(bytes.length);
      return this.imports.import({ workspace, receivedAt, bytes }, options);
    });
  }
}
