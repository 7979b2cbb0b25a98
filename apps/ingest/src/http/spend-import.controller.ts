import { Controller, Inject, Post, Req } from '@nestjs/common';
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
import { takeFile } from './file-request.js';
import { ImportRoute } from './import-documents.js';

@ApiTags('ingest')
@Controller('v1/imports/spend')
export class SpendImportController {
  constructor(
    @Inject(SpendImports) private readonly imports: SpendImports,
    private readonly admission: Admission,
  ) {}

  @Post()
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
  take(@Req() request: Request, @CurrentCaller() { workspace }: Caller): Promise<SpendImportAnswer> {
    return takeFile(request, { admission: this.admission, options: SpendOptionsSchema }, (file, options) =>
      this.imports.import({ workspace, ...file }, options),
    );
  }
}
