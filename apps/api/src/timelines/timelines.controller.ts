import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { LogReader, type PersonalData } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import { Answers, ApiQueries } from '../documents/route-documents.js';
import { Asked } from '../asked-query.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { PERSONAL_DATA, TIMELINES } from '../tokens.js';
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.js';
import { accountForms, accountSubject, personForms, personSubject } from './subject.js';
import { type TimelineRequest, timelineQuery } from './timeline-request.js';
import {
  timelineExample,
  type TimelineResponse,
  TimelineResponseSchema,
  toItem,
} from './timeline-response.js';
import type { Timeline, TimelinePage, TimelineReader, TimelineSubject } from '@touchstone/timeline';

type ReadPage = (page: TimelinePage) => Promise<Timeline | null>;

/** Everything that happened with a person or an account, in the order of business time. */
@ApiTags('timelines')
@RequireScope('query:read')
@Controller('v1')
export class TimelinesController {
  constructor(
    @Inject(TIMELINES) private readonly timelines: TimelineReader,
    @Inject(PERSONAL_DATA) private readonly personalData: PersonalData,
    @Inject(LogReader) private readonly log: LogReader,
  ) {}

  @ApiOperation({
    summary: 'Timeline of a person',
    description: 'Every touch, lead, deal and subscription event of a person, and how each was linked.',
  })
  @ApiParam({ name: 'id', description: personForms, example: 'email:jane@acme.example' })
  @ApiQueries(timelineQuery)
  @Answers({ schema: TimelineResponseSchema, example: timelineExample, problems: [400, 401, 403, 404] })
  @Get('people/:id/timeline')
  person(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Asked(timelineQuery) query: TimelineRequest,
  ): Promise<TimelineResponse> {
    const subject = personSubject(workspace, id, this.personalData);
    return this.pageOf(scopeOf(workspace, 'person', subject, query), query, (page) =>
      this.timelines.person(workspace, subject, page),
    );
  }

  @ApiOperation({
    summary: 'Timeline of an account',
    description: 'Every event of an account, of its deals, leads and subscriptions, and of its people.',
  })
  @ApiParam({ name: 'id', description: accountForms, example: 'domain:acme.example' })
  @ApiQueries(timelineQuery)
  @Answers({
    schema: TimelineResponseSchema,
    example: { ...timelineExample, id: 'acc_5b1d0f7730c9a2e84416' },
    problems: [400, 401, 403, 404],
  })
  @Get('accounts/:id/timeline')
  account(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Asked(timelineQuery) query: TimelineRequest,
  ): Promise<TimelineResponse> {
    const subject = accountSubject(id);
    return this.pageOf(scopeOf(workspace, 'account', subject, query), query, (page) =>
      this.timelines.account(workspace, subject, page),
    );
  }

  private async pageOf(
    scope: CursorScope,
    { limit, order, cursor }: TimelineRequest,
    read: ReadPage,
  ): Promise<TimelineResponse> {
    const after = decodeCursor(scope, cursor);
    // one entry more than asked for tells whether there is another page
    const timeline = await read({ after, order, limit: limit + 1 });
    if (!timeline) throw new Fault('not_found', 'Nobody of this id is known in this workspace.');
    const definitions = await definitionsAt(this.log, scope.workspace);
    const entries = timeline.entries.slice(0, limit);
    const last = entries.at(-1)?.event;
    return {
      id: timeline.id,
      order,
      items: entries.map((entry) => toItem(entry, definitions)),
      nextCursor: last && timeline.entries.length > limit ? encodeCursor(scope, last) : null,
    };
  }
}

function scopeOf(
  workspace: string,
  kind: string,
  subject: TimelineSubject,
  { order }: TimelineRequest,
): CursorScope {
  return { workspace, subject: `${kind} ${'id' in subject ? subject.id : subject.key}`, order };
}
