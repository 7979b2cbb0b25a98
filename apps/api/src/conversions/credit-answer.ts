import { LearnedDetailsSchema, roles, touchStandings } from '@touchstone/attribution';
import { conversionKinds } from '@touchstone/timeline';
import { z } from 'zod';
import { instant, minor, reason, used, usedExample } from '../attribution/credit-fields.js';

const text = z.string().meta({ description: 'Empty: none.' });

const CauseSchema = z
  .object({
    kind: z.string().meta({ description: 'Why this version was written, such as won or late_touch.' }),
    eventId: text,
    position: z.int().meta({ description: 'Log position of the event; 0: none of its own.' }),
  })
  .meta({ description: 'The event behind this version.' });

const ConversionSchema = z.object({
  id: z.string(),
  kind: z.enum(conversionKinds),
  convertedAt: instant,
  amountMinor: minor('As the source system has it, in minor units of `currency`.'),
  currency: z.string().meta({ description: 'ISO 4217 code of the amount; empty: it has none.' }),
  valueMinor: minor('What is shared out, in the report’s currency; null: no rate.').nullable(),
  owner: text,
  pipeline: text,
  segment: text,
  accountId: text,
  leadAt: instant.nullable().meta({ description: 'Creation of the lead; null: none before the deal.' }),
  oppAt: instant
    .nullable()
    .meta({ description: 'Creation of the opportunity; null: the conversion is no deal.' }),
  version: z.int().meta({ description: 'Log position as of which this is true.' }),
  cause: CauseSchema,
});

const EvidenceSchema = z
  .object({
    key: z.string().meta({ description: 'Pseudonymous key on the touch’s event.' }),
    via: z
      .object({ position: z.int(), eventId: z.string() })
      .nullable()
      .meta({ description: 'The event that joined this key to the person; null where none was needed.' }),
  })
  .meta({ description: 'By what the touch belonged to the person, as of the position.' });

const TouchCreditSchema = z.object({
  roles: z
    .array(z.enum(roles))
    .meta({ description: 'Roles of the model; none: middle, or it knows no roles.' }),
  share: z.number(),
  fraction: z
    .string()
    .nullable()
    .meta({ description: 'The exact share; null where its terms are too long to read.', examples: ['3/7'] }),
  creditMinor: minor('In minor units of the report’s currency.'),
});

const TouchSchema = z.object({
  position: z.int().meta({ description: 'Place of the event in the log.' }),
  eventId: z.string(),
  source: z.string().meta({ description: 'System that sent the event.' }),
  occurredAt: instant,
  interaction: z.string(),
  side: z.enum(['marketing', 'sales']),
  isView: z.boolean().meta({ description: 'Sent, opened or only seen.' }),
  channel: z.string(),
  channelRule: z.string().nullable().meta({
    description: 'Rule that decided the channel; `own:<n>` is the workspace’s own. null: not kept.',
  }),
  labels: z.object({ source: text, medium: text, campaign: text, content: text }),
  personId: z.string(),
  reach: z
    .array(z.enum(['contact', 'primary', 'account']))
    .meta({ description: 'What the person is to the conversion.' }),
  standing: z.enum(touchStandings).meta({ description: 'Whether it may have credit, and why not.' }),
  evidence: EvidenceSchema.nullable().meta({ description: 'null: the keys of the event are gone.' }),
  credit: z.record(z.string(), TouchCreditSchema).meta({ description: 'By model.' }),
});

export const CreditAnswerSchema = z
  .object({
    report: z
      .object({
        ...used,
        asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
        window: z
          .object({ from: instant, to: instant })
          .nullable()
          .meta({ description: 'What learned models learned from; null: no window was named.' }),
        rulesVersion: z.int().meta({
          description: 'Log position of the definitions that classified the touches; 0: the defaults.',
        }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    conversion: ConversionSchema,
    models: z
      .array(
        z.object({ model: z.string(), creditMinor: minor('Sum of all credits.'), reason: reason.nullable() }),
      )
      .meta({
        description: 'The credits of a model sum to the value, or there is a reason why there are none.',
      }),
    touches: z.array(TouchSchema).meta({ description: 'The whole journey, oldest first.' }),
    details: LearnedDetailsSchema.optional(),
  })
  .meta({ description: 'How the credit of one conversion came to be.' });

export type CreditAnswer = z.infer<typeof CreditAnswerSchema>;

const touch = {
  source: 'web',
  side: 'marketing',
  isView: false,
  personId: 'per_0f6c2a917b3d4e58a1c0',
  reach: ['contact', 'primary', 'account'],
  standing: 'eligible',
} as const;

/** A whole answer, for documents. */
export const creditExample: CreditAnswer = {
  report: {
    ...(usedExample as Pick<CreditAnswer['report'], keyof typeof used>),
    asOf: 48213,
    window: null,
    rulesVersion: 0,
  },
  conversion: {
    id: 'D-7',
    kind: 'deal.won',
    convertedAt: '2026-03-31T21:59:59.999Z',
    amountMinor: '10001',
    currency: 'EUR',
    valueMinor: '10001',
    owner: 'ae-1',
    pipeline: 'new',
    segment: '',
    accountId: 'acc_5b1d0f7730c9a2e84416',
    leadAt: null,
    oppAt: '2026-02-11T10:00:00.000Z',
    version: 48211,
    cause: { kind: 'won', eventId: 'd7-won', position: 48211 },
  },
  models: [{ model: 'linear', creditMinor: '10001', reason: null }],
  touches: [
    {
      ...touch,
      reach: [...touch.reach],
      position: 17,
      eventId: 't-1',
      occurredAt: '2026-01-15T09:12:44.000Z',
      interaction: 'ad_click',
      channel: 'paid-search',
      channelRule: 'utm',
      labels: { source: 'google', medium: 'cpc', campaign: 'brand-q1', content: '' },
      evidence: { key: 'anonymous:a-81f3', via: { position: 23, eventId: 'f-9' } },
      credit: { linear: { roles: [], share: 0.5, fraction: '1/2', creditMinor: '5001' } },
    },
    {
      ...touch,
      reach: [...touch.reach],
      position: 23,
      eventId: 'f-9',
      occurredAt: '2026-01-20T14:01:00.000Z',
      interaction: 'form_submit',
      channel: 'direct',
      channelRule: 'direct',
      labels: { source: '', medium: '', campaign: '', content: 'pricing-guide' },
      evidence: { key: 'email:6f0c1f0a77e3b9c2', via: null },
      credit: { linear: { roles: [], share: 0.5, fraction: '1/2', creditMinor: '5000' } },
    },
  ],
};
