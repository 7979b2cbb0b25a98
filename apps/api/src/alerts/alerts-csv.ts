import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { AlertsAnswer } from './alerts-answer.js';

/** One row an alert of the page. */
export const alertsCsv = ({ alerts }: AlertsAnswer): string =>
  csvOf(
    ['sentAt', 'type', 'leadId', 'clock', 'owner', 'startedAt', 'dueAt', 'isHighIntent', 'lead', 'alertId'],
    alerts.map((one) => [
      ...[one.sentAt, one.type, textCell(one.leadId), one.clock, textCell(one.owner)],
      ...[one.startedAt, one.dueAt, one.isHighIntent, one.links.lead, one.alertId],
    ]),
  );
