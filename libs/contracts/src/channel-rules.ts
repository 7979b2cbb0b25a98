import { z } from 'zod';
import { ChannelNameSchema } from './channel-name.js';
import { strictObject } from './strict-object.js';
import { TextConditionSchema } from './text-condition.js';
import { clickIdNames } from './touchpoint.v1.js';

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
  channel: ChannelNameSchema,
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
