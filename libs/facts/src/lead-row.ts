import type { LeadStatus } from '@touchstone/timeline';
import type { ClockedLife, LeadDecision } from './clocked-life.js';

/** What definitions make of a lead: all that is not in its own events. Times are epoch milliseconds. */
export interface LeadFindings {
  /** Visits to stages of the funnel by moment, as parallel arrays. */
  stageName: string[];
  stageAt: number[];
  /** 0: it is still in. */
  stageLeftAt: number[];
  stageRule: string[];
  stageEvents: string[][];
  /** Moments from creation on at which sales touched the person. */
  salesAt: number[];
  intentAt: number[];
  intentRule: string[];
  scoreAt: number[];
  scorePoints: number[];
  scoreRule: string[];
  scoreEvent: string[];
  /** Of the first touch at or before creation; empty: none. */
  firstChannel: string;
  firstCampaign: string;
  /** Of the last touch at or before creation that is not direct; direct where all are. */
  channel: string;
  campaign: string;
  source: string;
  medium: string;
  /** By moment. */
  clocks: ClockedLife[];
  /** By moment. */
  decisions: LeadDecision[];
  /** Log position of the newest definitions that this depends on; 0: the defaults. */
  rulesVersion: number;
}

/** What a version of a lead says. Times are epoch milliseconds, empty strings mean "none". */
export interface LeadRow extends LeadFindings {
  leadId: string;
  createdAt: number;
  /** Pseudonymous id of the person. */
  person: string;
  accountId: string;
  segment: string;
  owner: string;
  status: LeadStatus;
  dealId: string;
  /** Statuses and assignments in business order, as parallel arrays. */
  entryStatus: LeadStatus[];
  entryAt: number[];
  entryPosition: number[];
  entryOwner: string[];
  entryReason: string[];
}

/** In the order of their columns; the id first. */
export const leadFields = [
  'leadId',
  'createdAt',
  'person',
  'accountId',
  'segment',
  'owner',
  'status',
  'dealId',
  'entryStatus',
  'entryAt',
  'entryPosition',
  'entryOwner',
  'entryReason',
  'stageName',
  'stageAt',
  'stageLeftAt',
  'stageRule',
  'stageEvents',
  'salesAt',
  'intentAt',
  'intentRule',
  'scoreAt',
  'scorePoints',
  'scoreRule',
  'scoreEvent',
  'firstChannel',
  'firstCampaign',
  'channel',
  'campaign',
  'source',
  'medium',
  'clocks',
  'decisions',
  'rulesVersion',
] as const satisfies (keyof LeadRow)[];

/** Of a lead of which nothing is found. */
export const noFindings = (): LeadFindings => ({
  stageName: [],
  stageAt: [],
  stageLeftAt: [],
  stageRule: [],
  stageEvents: [],
  salesAt: [],
  intentAt: [],
  intentRule: [],
  scoreAt: [],
  scorePoints: [],
  scoreRule: [],
  scoreEvent: [],
  firstChannel: '',
  firstCampaign: '',
  channel: '',
  campaign: '',
  source: '',
  medium: '',
  clocks: [],
  decisions: [],
  rulesVersion: 0,
});
