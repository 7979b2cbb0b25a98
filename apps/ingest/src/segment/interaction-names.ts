import type { InteractionName } from '@touchstone/contracts';

/** Names of track events that are touches, as the Segment specs and B2B teams write them. */
export const eventNames: Partial<Record<InteractionName, readonly string[]>> = {
  page_view: ['Page Viewed', 'Viewed Page', 'Screen Viewed'],
  signup: ['Signed Up', 'Sign Up', 'User Signed Up', 'Account Created', 'User Registered', 'Registered'],
  trial_started: ['Trial Started', 'Started Trial', 'Free Trial Started'],
  form_submit: [
    'Form Submitted',
    'Submitted Form',
    'Form Completed',
    'Lead Form Submitted',
    'Contact Form Submitted',
    'Demo Requested',
    'Requested Demo',
    'Quote Requested',
    'Meeting Booked',
    'Meeting Scheduled',
    'Lead Generated',
    'Newsletter Subscribed',
    'Subscribed to Newsletter',
  ],
  content_download: [
    'Content Downloaded',
    'Product Downloaded',
    'Asset Downloaded',
    'File Downloaded',
    'Resource Downloaded',
    'Whitepaper Downloaded',
    'Ebook Downloaded',
    'Report Downloaded',
    'Case Study Downloaded',
  ],
  webinar_registered: ['Webinar Registered', 'Registered for Webinar', 'Webinar Signed Up'],
  webinar_attended: ['Webinar Attended', 'Attended Webinar'],
  event_attended: ['Event Attended', 'Attended Event', 'Event Checked In', 'Booth Visited'],
  email_sent: ['Email Sent', 'Email Delivered'],
  email_open: ['Email Opened', 'Email Open'],
  email_click: ['Email Clicked', 'Email Link Clicked', 'Email Click'],
  ad_click: ['Ad Clicked', 'Clicked Ad', 'Ad Click'],
  ad_view: ['Ad Viewed', 'Ad Impression', 'Ad Served'],
  chat: ['Chat Started', 'Live Chat Conversation Started', 'Chat Conversation Started'],
  podcast: ['Podcast Listened', 'Podcast Played'],
  community: ['Community Joined', 'Community Post Created'],
  review: ['Review Submitted', 'Review Posted'],
  self_reported: ['Source Self Reported', 'Attribution Survey Answered'],
  outbound_email_sent: ['Outbound Email Sent', 'Sales Email Sent'],
  outbound_email_reply: ['Outbound Email Replied', 'Sales Email Replied'],
  call: ['Sales Call Completed', 'Call Completed'],
  meeting: ['Meeting Attended', 'Meeting Held', 'Meeting Completed'],
  demo: ['Demo Attended', 'Demo Held', 'Demo Completed', 'Demo Given'],
};

/** "Signed Up", "signed_up" and "signedUp" are one name. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const byName = new Map(
  Object.entries(eventNames).flatMap(([interaction, names]) =>
    [...names, interaction].map((name): [string, InteractionName] => [
      keyOf(name),
      interaction as InteractionName,
    ]),
  ),
);

/** The interaction that a track event's name stands for; undefined for events that are no touch. */
export function interactionNamed(name: string | undefined): InteractionName | undefined {
  return name === undefined ? undefined : byName.get(keyOf(name));
}
