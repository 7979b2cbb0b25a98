import { z } from 'zod';
import { AccountSchema, PersonSchema } from './identifiers.js';
import { InteractionNameSchema } from './interactions.js';

const label = z.string().trim().max(500);

export const clickIdNames = [
  'gclid',
  'wbraid',
  'gbraid',
  'msclkid',
  'fbclid',
  'li_fat_id',
  'ttclid',
] as const;
export type ClickIdName = (typeof clickIdNames)[number];

/** One marketing or sales interaction of an identifiable visitor. */
export const TouchpointRecordedV1 = z
  .looseObject({
    interaction: InteractionNameSchema,
    person: PersonSchema,
    account: AccountSchema.optional(),
    channel: label
      .toLowerCase()
      .optional()
      .meta({ description: 'Explicit channel; wins if the workspace lists it.' }),
    source: label.optional().meta({ description: 'utm_source.', examples: ['google'] }),
    medium: label.optional().meta({ description: 'utm_medium.', examples: ['cpc'] }),
    campaign: label.optional().meta({ description: 'utm_campaign.', examples: ['brand-q1'] }),
    term: label.optional(),
    content: label.optional(),
    clickIds: z
      .object(
        Object.fromEntries(clickIdNames.map((name) => [name, label.optional()])) as Record<
          ClickIdName,
          z.ZodOptional<typeof label>
        >,
      )
      .optional()
      .meta({ description: 'Ad platforms’ click ids found on the landing URL.' }),
    referrer: z.string().max(4000).optional().meta({ description: 'Referring URL.' }),
    page: z
      .object({
        url: z.string().max(4000).optional(),
        path: z.string().max(2000).optional(),
        title: z.string().max(1000).optional(),
      })
      .optional(),
    contentId: label.optional().meta({ description: 'Id of the page, paper, webinar or talk touched.' }),
    owner: label.optional().meta({ description: 'Sales person behind a sales touch.' }),
    attributes: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Anything else, kept as it came.' }),
  })
  .meta({ title: 'touchpoint.recorded.v1', description: 'One marketing or sales interaction of a visitor.' });

export type TouchpointRecorded = z.infer<typeof TouchpointRecordedV1>;
