import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { LeadAnswer, LeadsAnswer } from './leads-answer.js';

/** One row a lead of the page. */
export const leadsCsv = ({ leads }: LeadsAnswer): string =>
  csvOf(
    [
      'leadId',
      'createdAt',
      'status',
      'stage',
      'score',
      'intentAt',
      'owner',
      'channel',
      'campaign',
      'segment',
    ],
    leads.map((one) => [
      ...[textCell(one.leadId), one.createdAt, one.status, one.stage, one.score, one.intentAt],
      ...[one.owner, one.channel, one.campaign, one.segment].map(textCell),
    ]),
  );

/** One row a visit to a stage, a point, or an intent: what the lead stands on. */
export const leadCsv = ({ leadId, stages, score, intents }: LeadAnswer): string =>
  csvOf(
    ['leadId', 'what', 'name', 'at', 'rule', 'points', 'worth', 'events'],
    [
      ...stages.map((one) => ['stage', one.stage, one.at, one.rule, '', '', one.events.join(' ')]),
      ...score.points.map((one) => ['point', '', one.at, one.rule, one.points, one.worth, one.eventId]),
      ...intents.map((one) => ['intent', '', one.at, one.rule, '', '', '']),
    ].map((row) => [textCell(leadId), ...row.slice(0, -1), textCell(String(row.at(-1)))]),
  );
