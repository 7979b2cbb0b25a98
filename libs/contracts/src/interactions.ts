import { z } from 'zod';
import { areUnique, strictObject } from './strict-object.js';

export type TouchSide = 'marketing' | 'sales';

/** One kind of interaction: whose it is, and whether it is only seen (`view`: recorded, no credit unless asked for). */
export interface Interaction {
  side: TouchSide;
  view: boolean;
}

const marketing: Interaction = { side: 'marketing', view: false };
const marketingView: Interaction = { side: 'marketing', view: true };
const sales: Interaction = { side: 'sales', view: false };
const salesView: Interaction = { side: 'sales', view: true };

/** The interactions every workspace knows. */
export const interactions = {
  page_view: marketing,
  ad_click: marketing,
  ad_view: marketingView,
  form_submit: marketing,
  content_download: marketing,
  email_sent: marketingView,
  email_open: marketingView,
  email_click: marketing,
  webinar_registered: marketing,
  webinar_attended: marketing,
  event_attended: marketing,
  chat: marketing,
  signup: marketing,
  trial_started: marketing,
  podcast: marketing,
  community: marketing,
  review: marketing,
  self_reported: marketingView,
  outbound_email_sent: salesView,
  outbound_email_reply: sales,
  call: sales,
  meeting: sales,
  demo: sales,
} as const satisfies Record<string, Interaction>;

export type InteractionName = keyof typeof interactions;

/** Any interaction by its name: one that everybody has, or one of the workspace's own. */
export const InteractionNameSchema = z
  .string('an interaction is a text')
  .max(100, 'an interaction has at most 100 characters')
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'an interaction is a name in snake_case such as form_submit')
  .meta({
    description: `What the visitor did or received, in snake_case. Everybody has ${Object.keys(interactions).join(', ')}; one that neither they nor the workspace’s definitions name is recorded, and gets no credit until it is published.`,
    examples: ['form_submit'],
  });

const InteractionDefinitionSchema = strictObject({
  name: InteractionNameSchema,
  side: z.enum(['marketing', 'sales'], { error: () => 'side is marketing or sales' }),
  view: z.boolean('view is true or false').default(false).meta({
    description: 'Sent, opened or only seen: no credit unless a report asks for it.',
  }),
});

/** Interactions of a workspace's own, and other sides or views of those everybody has. */
export const InteractionsSchema = strictObject({
  interactions: z
    .array(InteractionDefinitionSchema)
    .max(500, 'at most 500 interactions')
    .refine((own) => areUnique(own.map(({ name }) => name)), 'every interaction is named once'),
}).meta({ description: 'Interactions of a workspace: which touches are eligible for credit.' });

export type OwnInteractions = z.infer<typeof InteractionsSchema>;
