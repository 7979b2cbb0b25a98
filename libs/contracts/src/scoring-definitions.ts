import { z } from 'zod';
import { BehaviourSchema, frequency, RuleLabelSchema } from './behaviour.js';
import { areUnique, strictObject } from './strict-object.js';

const ScoreRuleSchema = strictObject({
  name: RuleLabelSchema,
  touches: BehaviourSchema,
  points: z
    .int('points are a whole number')
    .min(-10_000, 'points are from -10000 to 10000')
    .max(10_000, 'points are from -10000 to 10000')
    .refine((points) => points !== 0, 'points are not 0')
    .meta({ description: 'For each touch that is met.' }),
  halfLifeDays: z
    .number('halfLifeDays is a number of days')
    .positive('halfLifeDays is above 0')
    .max(36_500, 'halfLifeDays is at most 36500')
    .optional()
    .meta({ description: 'After so many days a point counts half; without it, it stays.' }),
});

/** Points for each touch that is met. */
export type ScoreRule = z.infer<typeof ScoreRuleSchema>;

const IntentRuleSchema = strictObject({ name: RuleLabelSchema, touches: BehaviourSchema, ...frequency });

/** A behaviour that, seen so often within so many hours, shows intent. */
export type IntentRule = z.infer<typeof IntentRuleSchema>;

const named = <Rule extends { name: string }>(rule: z.ZodType<Rule>) =>
  z
    .array(rule)
    .max(100, 'at most 100 rules')
    .refine((rules) => areUnique(rules.map(({ name }) => name)), 'every rule has a name of its own');

const touches = (interaction: string) => ({ interaction: { equals: interaction } });
const rule = (name: string, interaction: string, points: number): ScoreRule => ({
  ...{ name, touches: touches(interaction), points, halfLifeDays: 30 },
});

const everyDaysRules: ScoreRule[] = [
  rule('form', 'form_submit', 10),
  rule('download', 'content_download', 5),
  rule('webinar', 'webinar_attended', 15),
  rule('event', 'event_attended', 15),
  rule('trial', 'trial_started', 30),
  rule('reply', 'outbound_email_reply', 10),
  rule('meeting', 'meeting', 25),
  rule('demo', 'demo', 30),
];

const pricing: IntentRule = {
  name: 'pricing-page',
  touches: { interaction: { equals: 'page_view' }, path: { startsWith: '/pricing' } },
  atLeast: 3,
  withinHours: 48,
};

/** What touches are worth, and which behaviour shows intent. */
export const ScoringSchema = strictObject({
  rules: named(ScoreRuleSchema).default(everyDaysRules).meta({
    description: 'The score is the sum of the points of all rules, each decayed by its half-life.',
  }),
  intent: named(IntentRuleSchema)
    .default([pricing])
    .meta({ description: 'Each fires when its behaviour was seen so often; then it counts anew.' }),
}).meta({ description: 'Score and intent. A list that is left out is the one that everybody has.' });

export type Scoring = z.infer<typeof ScoringSchema>;
