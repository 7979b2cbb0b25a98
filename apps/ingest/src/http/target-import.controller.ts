import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request } from 'express';
import {
  type TargetImportAnswer,
  TargetImportAnswerSchema,
  targetImportExample,
} from '../target-accounts/target-import-answer.js';
import { TargetImports } from '../target-accounts/target-imports.js';
import { TargetOptionsSchema } from '../target-accounts/target-options.js';
import { Admission } from './admission.js';
import { readBody, unpack } from './body.js';
import { sizeOf } from './cloud-events.controller.js';
import { ImportRoute } from './import-documents.js';
import { parametersOf } from './parameters.js';
import { Refused } from './route-documents.js';
import { maxFileBytes } from './spend-import.controller.js';

@ApiTags('ingest')
@Controller('v1/imports/target-accounts')
export class TargetImportController {
  constructor(
    @Inject(TargetImports) private readonly imports: TargetImports,
    private readonly admission: Admission,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScope('ingest:write')
  @ApiOperation({
    summary: 'Put the accounts of a file on target lists',
    description:
      'The file’s bytes as the body, plain or gzip: a table with domain, CRM id or both, and list. Each account comes ' +
      'onto the list as of now, as an `account.targeted.v1`; the same file again records nothing. Who is not in the file ' +
      'stays: `account.untargeted.v1` takes off. `dryRun=true` tells what would be.',
  })
  @ImportRoute({
    options: TargetOptionsSchema,
    answer: TargetImportAnswerSchema,
    example: { name: 'Accounts', ...targetImportExample },
  })
  @Refused(400, 'invalid_request', 'A parameter is not allowed, or nothing can be read from the file')
  @Refused(401, 'unauthenticated', 'The key is not known')
  @Refused(403, 'forbidden', 'The key lacks the scope ingest:write')
  @Refused(413, 'too_large', 'More than 16 MB: send it in parts')
  @Refused(415, 'unsupported_media_type', 'Packed with something else than gzip')
  @Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After')
  @Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After')
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<TargetImportAnswer> {
    const receivedAt = Date.now();
    return this.admission.run(sizeOf(request, maxFileBytes), async (hold) => {
      const options = parametersOf(TargetOptionsSchema, request);
      const sent = await readBody(request, maxFileBytes);
      const bytes = await unpack(sent, request.headers['content-encoding'], maxFileBytes);
      if (bytes !== sent) hold(bytes.length);
      return this.imports.import({ workspace, receivedAt, bytes }, options);
    });
  }
}
