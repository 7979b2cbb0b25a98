import { z } from 'zod';
import { strictObject } from './strict-object.js';
import { clickIdNames } from './touchpoint.v1.js';

const text = z.string().trim().toLowerCase().min(1, 'an empty text matches nothing').max(500);

const TextConditionSchema = strictObject({
  equals: text.optional(),
  startsWith: text.optional(),
  contains: text.optional(),
  oneOf: z.array(text).min(1, 'a list of at least one text').max(500).optional(),
})
  .refine(
    (condition) => Object.values(condition).some((wanted) => wanted !== undefined),
    'a condition has at least one of equals, startsWith, contains, oneOf',
  )
  .meta({ description: 'All that is given must hold. Upper and lower case are the same.' });

/** What a text of a touch has to be, in lower case; all that is given must hold. */
export type TextCondition = z.infer<typeof TextConditionSchema>;

const conditions = {
  source: TextConditionSchema.optional(),
  medium: TextConditionSchema.optional(),
  campaign: TextConditionSchema.optional(),
  referrerHost: TextConditionSchema.optional().meta({
    description: 'Host of the referring page; an own or excluded one counts as none.',
  }),
  interaction: TextConditionSchema.optional(),
  clickId: z
    .array(z.enum(clickIdNames, { error: () => `a click id is one of ${clickIdNames.join(', ')}` }))
    .min(1, 'a list of at least one click id')
    .optional()
    .meta({ description: 'Names; the click id that decides for the touch is one of them.' }),
};

const ChannelRuleSchema = strictObject({
  channel: z.string().trim().toLowerCase().min(1).max(100),
  when: strictObject(conditions).refine(
    (when) => Object.values(when).some((condition) => condition !== undefined),
    `a rule has at least one condition: ${Object.keys(conditions).join(', ')}`,
  ),
});

/** One own rule: the channel of every touch that meets all of its conditions. */
export type OwnChannelRule = z.infer<typeof ChannelRuleSchema>;

/** A workspace's own channel rules, tried in their order before those that everybody has. */
export const ChannelRulesSchema = strictObject({
  rules: z
    .array(ChannelRuleSchema)
    .max(500, 'at most 500 rules')
    .meta({ description: 'First match decides. After an explicit channel, before the default rules.' }),
}).meta({ description: 'Own channel rules of a workspace.' });

export type ChannelRules = z.infer<typeof ChannelRulesSchema>;
