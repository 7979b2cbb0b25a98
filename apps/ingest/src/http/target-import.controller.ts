import { Controller, Inject, Post, Req } from '@nestjs/common';
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
import { takeFile } from './file-request.js';
import { ImportRoute } from './import-documents.js';

@ApiTags('ingest')
@Controller('v1/imports/target-accounts')
export class TargetImportController {
  constructor(
    @Inject(TargetImports) private readonly imports: TargetImports,
    private readonly admission: Admission,
  ) {}

  @Post()
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
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<TargetImportAnswer> {
    return takeFile(request, { admission: this.admission, options: TargetOptionsSchema }, (file, options) =>
      this.imports.import({ workspace, ...file }, options),
    );
  }
}
