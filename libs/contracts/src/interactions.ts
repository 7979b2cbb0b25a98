import { z } from 'zod';

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

export const InteractionSchema = z
  .enum(Object.keys(interactions) as [InteractionName, ...InteractionName[]])
  .meta({ description: 'What the visitor did or received.' });
