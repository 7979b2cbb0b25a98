import { IANAZone } from 'luxon';
import { z } from 'zod';
import { AttributionDefaultsSchema, CustomModelsSchema } from './attribution-definitions.js';
import { ChannelNameSchema } from './channel-name.js';
import { ChannelRulesSchema } from './channel-rules.js';
import { InteractionsSchema } from './interactions.js';
import { MarginsSchema } from './margins.js';
import { CurrencySchema } from './money.js';
import { ScoringSchema } from './scoring-definitions.js';
import { SlaTermsSchema } from './sla-definitions.js';
import { StagesSchema } from './stage-definitions.js';
import { DaySchema } from './times.js';

/** Rate of a day: 1 unit of `from` is `rate` units of `to`. In force until the next day that has one. */
export const FxRateSetV1 = z
  .looseObject({
    from: CurrencySchema,
    to: CurrencySchema,
    day: DaySchema,
    rate: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,12})?$/, 'a rate is a decimal string such as "1.0842"')
      .refine((rate) => /[1-9]/.test(rate), 'a rate is above zero')
      .meta({ description: 'Decimal string, at most 12 digits before and after the point.' }),
  })
  .meta({ title: 'fx.rate_set.v1', description: 'The exchange rate of a day.' });

const host = z.string().trim().toLowerCase().max(253);

/** What a workspace agreed on: the currency of its reports, its time zone, its own and excluded hosts, its channels. */
export const WorkspaceSettingsSchema = z
  .object({
    currency: CurrencySchema,
    timeZone: z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), 'a time zone is an IANA name such as Europe/Berlin'),
    ownDomains: z.array(host).max(1000).default([]).meta({ description: 'Own sites: never a referrer.' }),
    excludedReferrers: z
      .array(host)
      .max(1000)
      .default([])
      .meta({ description: 'Payment and login providers: never a referrer.' }),
    extraChannels: z.array(ChannelNameSchema).max(200).default([]).meta({
      description: 'Channels beyond the default list that senders may name explicitly.',
    }),
  })
  .meta({ description: 'Settings of a workspace.' });

export type WorkspaceSettings = z.infer<typeof WorkspaceSettingsSchema>;

/** Schema of each rule's definition: what both teams agree on, published one rule at a time. */
export const ruleSchemas = {
  workspace: WorkspaceSettingsSchema,
  channels: ChannelRulesSchema,
  interactions: InteractionsSchema,
  attribution: AttributionDefaultsSchema,
  models: CustomModelsSchema,
  margin: MarginsSchema,
  stages: StagesSchema,
  scoring: ScoringSchema,
  sla: SlaTermsSchema,
} as const;

export type RuleName = keyof typeof ruleSchemas;
export const ruleNames = Object.keys(ruleSchemas) as [RuleName, ...RuleName[]];
/** A rule's definition as it is in force: validated, defaults filled in. */
export type RuleDefinition<Rule extends RuleName> = z.output<(typeof ruleSchemas)[Rule]>;

const published = <Rule extends RuleName>(rule: Rule) =>
  z.looseObject({ rule: z.literal(rule), definition: ruleSchemas[rule] });

/** A new version of something both teams agreed on. In force from its place in the log on. */
export const RulePublishedV1 = z
  .discriminatedUnion(
    'rule',
    [
      published('workspace'),
      published('channels'),
      published('interactions'),
      published('attribution'),
      published('models'),
      published('margin'),
      published('stages'),
      published('scoring'),
      published('sla'),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union' ? `is not a rule; send one of ${ruleNames.join(', ')}` : undefined,
    },
  )
  .meta({
    title: 'rule.published.v1',
    description:
      'A new version of one of the workspace’s definitions: it replaces the one before as a whole.',
  });
