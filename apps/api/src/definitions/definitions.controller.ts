import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { ruleExamples, type RuleName, ruleNames } from '@touchstone/contracts';
import { LogReader } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import { Asked } from '../asked-query.js';
import { AsOf } from '../as-of.js';
import { Answers, ApiQueries, JsonBody } from '../documents/route-documents.js';
import { parseBody } from '../query.js';
import { settingsAt } from '../workspace-settings.js';
import {
  DefinitionsSchema,
  publishedExample,
  PublishedSchema,
  VersionsSchema,
} from './definition-answers.js';
import { DefinitionPreview } from './definition-preview.js';
import { DefinitionPublisher } from './definition-publisher.js';
import {
  type AsOfRequest,
  asOfQuery,
  PublishRequestSchema,
  type VersionsRequest,
  versionsQuery,
} from './definition-requests.js';
import { type DefinitionVersion, versionsInForce, versionsOf } from './definition-versions.js';
import { type PreviewAnswer, PreviewAnswerSchema, previewExample } from './preview-answer.js';
import { PreviewRequestSchema } from './preview-request.js';

const quarter = { from: '2026-01-01', to: '2026-04-01', model: 'linear' };
const examples = Object.fromEntries(ruleNames.map((rule) => [rule, ruleExamples[rule]]));

/** What both teams agreed on: each rule in versions, every version an event of the log. */
@ApiTags('definitions')
@RequireScope('query:read')
@Controller('v1/definitions')
export class DefinitionsController {
  constructor(
    @Inject(LogReader) private readonly log: LogReader,
    @Inject(AsOf) private readonly asOf: AsOf,
    @Inject(DefinitionPublisher) private readonly publisher: DefinitionPublisher,
    @Inject(DefinitionPreview) private readonly previews: DefinitionPreview,
  ) {}

  @ApiOperation({
    summary: 'The definitions in force',
    description: 'Every rule with the version in force, now or as of a moment.',
  })
  @ApiQueries(asOfQuery)
  @Answers({
    schema: DefinitionsSchema,
    example: { definitions: [publishedExample] },
    problems: [400, 401, 403, 503],
  })
  @Get()
  async inForce(
    @CurrentCaller() { workspace }: Caller,
    @Asked(asOfQuery) { asOf }: AsOfRequest,
  ): Promise<{ definitions: DefinitionVersion[] }> {
    if (asOf === undefined) return { definitions: await versionsInForce(this.log, workspace) };
    const { timeZone } = await settingsAt(this.log, workspace);
    const position = await this.asOf.resolve(workspace, asOf, timeZone);
    return { definitions: await versionsInForce(this.log, workspace, position) };
  }

  @ApiOperation({
    summary: 'The versions of a rule',
    description: 'All that was ever published, newest first.',
  })
  @ApiParam({ name: 'rule', enum: ruleNames, example: 'channels' })
  @ApiQueries(versionsQuery)
  @Answers({
    schema: VersionsSchema,
    example: { versions: [publishedExample], nextBefore: 2 },
    problems: [400, 401, 403, 404],
  })
  @Get(':rule/versions')
  async versions(
    @CurrentCaller() { workspace }: Caller,
    @Param('rule') name: string,
    @Asked(versionsQuery) { limit, before = Infinity }: VersionsRequest,
  ): Promise<{ versions: DefinitionVersion[]; nextBefore: number | null }> {
    const all = await versionsOf(this.log, workspace, ruleNamed(name));
    const older = all.filter(({ version }) => version < before).reverse();
    const versions = older.slice(0, limit);
    return { versions, nextBefore: older.length > limit ? versions.at(-1)!.version : null };
  }

  @ApiOperation({
    summary: 'Publish a definition',
    description:
      'A new version of a rule, in force from its place in the log on. Channel rules, interactions and settings classify touches anew and give every conversion whose journey changes a new version with the cause `rule`; stages, scoring and the agreement judge leads anew.',
  })
  @JsonBody(PublishRequestSchema, examples)
  @Answers({
    status: 201,
    schema: PublishedSchema,
    example: publishedExample,
    problems: [400, 401, 403, 409, 413, 503],
  })
  @RequireScope('admin')
  @Post()
  publish(@CurrentCaller() { workspace }: Caller, @Body() body: unknown): Promise<DefinitionVersion> {
    return this.publisher.publish(workspace, parseBody(PublishRequestSchema, body));
  }

  @ApiOperation({
    summary: 'Try a definition',
    description:
      'How much each channel would win or lose by a definition, per model, over a window of conversions; of `stages` and `scoring` how many of the leads created in the window would enter or no longer enter each stage, and of these and `sla` how their clocks would stand. No credit depends on these three, nor on `margin`: `creditNote` says where to look. Nothing is published. Takes the parameters of a report; `markov`, and `shapley` by conversion_rate, cannot be tried on rules that classify touches.',
  })
  @JsonBody(
    PreviewRequestSchema,
    Object.fromEntries(ruleNames.map((rule) => [rule, { ...ruleExamples[rule], ...quarter }])),
  )
  @Answers({
    schema: PreviewAnswerSchema,
    example: previewExample,
    problems: [400, 401, 403, 413, 422, 503],
  })
  @HttpCode(200)
  @Post('preview')
  preview(@CurrentCaller() { workspace }: Caller, @Body() body: unknown): Promise<PreviewAnswer> {
    const request = parseBody(PreviewRequestSchema, body);
    return this.previews.preview(workspace, request, new Set(Object.keys(body as object)));
  }
}

function ruleNamed(name: string): RuleName {
  const rule = ruleNames.find((one) => one === name);
  if (rule) return rule;
  throw new Fault('not_found', `There is no such rule; there are ${ruleNames.join(', ')}.`);
}
