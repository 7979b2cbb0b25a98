import { meetsText, type OwnChannelRule } from '@touchstone/contracts';
import type { ChannelSigns } from './channel.js';

const texts = ['source', 'medium', 'campaign', 'referrerHost', 'interaction'] as const;

/**
 * Index of the first of the workspace's own rules that a touch meets, -1 for none. What somebody says of themselves is
 * met only by a rule that names the interaction, so that it stays apart from what was tracked.
 */
export function ownRuleOf(signs: ChannelSigns, rules: readonly OwnChannelRule[]): number {
  if (rules.length === 0) return -1;
  const lower = Object.fromEntries(texts.map((name) => [name, signs[name].toLowerCase()])) as Record<
    (typeof texts)[number],
    string
  >;
  return rules.findIndex(
    ({ when }) =>
      (when.interaction !== undefined || signs.interaction !== 'self_reported') &&
      texts.every((name) => meetsText(lower[name], when[name])) &&
      (when.clickId?.some((name) => name === signs.clickId) ?? true),
  );
}
