import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request } from 'express';
import { Answers, JsonBody } from '../documents/route-documents.js';
import { parseBody, parseQuery } from '../query.js';
import { Report } from '../report.js';
import { type Closing, Closings } from './closings.js';
import {
  ClosingSchema,
  closingExample,
  type PeriodAnswer,
  PeriodAnswerSchema,
  periodExample,
  PeriodsSchema,
} from './period-answers.js';
import { PeriodComparison } from './period-comparison.js';
import { periodCsv } from './period-csv.js';
import { CloseRequestSchema, NoParametersSchema, periodNamed, periodQuery } from './period-requests.js';

const named = { name: 'period', description: 'A month, a quarter or a year.', example: '2026-03' };

/** Periods that were closed: figures that were reported, beside what stands now. */
@ApiTags('periods')
@RequireScope('query:read')
@Controller('v1/periods')
export class PeriodsController {
  constructor(
    @Inject(Closings) private readonly closings: Closings,
    @Inject(PeriodComparison) private readonly comparison: PeriodComparison,
  ) {}

  @ApiOperation({
    summary: 'The closed periods',
    description: 'The closing in force of each, in order of time.',
  })
  @Answers({ schema: PeriodsSchema, example: { periods: [closingExample] }, problems: [400, 401, 403] })
  @Get()
  async list(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
  ): Promise<{ periods: Closing[] }> {
    parseQuery(NoParametersSchema, request);
    const inForce = new Map((await this.closings.all(workspace)).map((closing) => [closing.period, closing]));
    const periods = [...inForce.values()];
    return { periods: periods.sort((a, b) => a.from.localeCompare(b.from) || a.to.localeCompare(b.to)) };
  }

  @ApiParam(named)
  @Report({
    path: ':period',
    summary: 'A closed period beside what stands now',
    description:
      'Every row as it was closed and as it stands, and the causes of the difference, which sum to it. JSON, or CSV by `Accept: text/csv`.',
    query: periodQuery,
    schema: PeriodAnswerSchema,
    example: periodExample,
    csv: periodCsv,
    fileName: 'period.csv',
    problems: [404, 422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Param('period') period: string,
    @Req() request: Request,
  ): Promise<PeriodAnswer> {
    const name = periodNamed(period); // before its parameters: a period that is none is what is wrong first
    return this.comparison.compare(
      workspace,
      name,
      parseQuery(periodQuery.schema, request, periodQuery.repeated),
    );
  }

  @ApiOperation({
    summary: 'Close a period',
    description:
      'Freezes a month, quarter or year at the newest position that reports show, as an event of the log. Figures as of that position do not change any more; closing again replaces the closing and keeps it in the history.',
  })
  @ApiParam(named)
  @JsonBody(CloseRequestSchema, {
    first: { note: 'Reported to the board.' },
    again: { note: 'A refund came late.', reclose: true },
  })
  @Answers({
    status: 201,
    schema: ClosingSchema,
    example: closingExample,
    problems: [400, 401, 403, 409, 413, 503],
  })
  @RequireScope('admin')
  @Post(':period/close')
  close(
    @CurrentCaller() { workspace }: Caller,
    @Param('period') period: string,
    @Body() body: unknown,
  ): Promise<Closing> {
    return this.closings.close(workspace, periodNamed(period), parseBody(CloseRequestSchema, body ?? {}));
  }
}
