import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { SlaAnswer, SlaLeadsAnswer } from './sla-answer.js';

const clocks = ['contact', 'disposition'] as const;
const delays = ['systemDelay', 'humanDelay'] as const;

/** One row a figure: its name such as contact.met, of reasons rejected and the reason beside it. */
export function slaCsv({ report, rows, totals }: SlaAnswer): string {
  const { groupBy, asOf } = report;
  const groups = rows.length > 0 || groupBy.length > 0 ? rows : [totals];
  const records = groups.flatMap((row: SlaAnswer['totals'] & Partial<SlaAnswer['rows'][number]>) => {
    const cost = row.rejectedCost;
    const figures: [string, string, number | string | null][] = [
      ...clocks.flatMap((clock) =>
        Object.entries(row[clock]).flatMap(([name, value]): [string, string, number | null][] =>
          typeof value === 'object' && value !== null ? [] : [[`${clock}.${name}`, '', value]],
        ),
      ),
      ...delays.flatMap((delay) =>
        Object.entries(row[delay]).map(([name, value]): [string, string, number | null] => [
          `${delay}.${name}`,
          '',
          value,
        ]),
      ),
      ['accepted', '', row.decisions.accepted],
      ['acceptanceRate', '', row.decisions.acceptanceRate],
      ...(cost
        ? (['paidMinor', 'loadedMinor'] as const).map((name): [string, string, string | null] => [
            `rejectedCost.${name}`,
            cost.reason ?? '',
            cost[name],
          ])
        : []),
      ...row.reasons.map(({ outcome, reason, leads }): [string, string, number] => [outcome, reason, leads]),
    ];
    const labels = groupBy.map((dimension) => textCell(String(row[dimension])));
    return figures.map(([figure, reason, value]) => [...labels, figure, textCell(reason), value, asOf]);
  });
  return csvOf([...groupBy, 'figure', 'reason', 'value', 'asOf'], records);
}

/** One row a lead of the page. */
export const slaLeadsCsv = ({ leads }: SlaLeadsAnswer): string =>
  csvOf(
    [
      ...['leadId', 'at', 'state', 'reason', 'owner', 'team', 'channel', 'campaign', 'isHighIntent'],
      ...['dueAt', 'endedAt', 'limitMs', 'elapsedMs'],
    ],
    leads.map((one) => [
      ...[textCell(one.leadId), one.at, one.state, textCell(one.reason ?? ''), textCell(one.owner)],
      ...[textCell(one.team), textCell(one.channel), textCell(one.campaign), one.isHighIntent],
      ...[one.dueAt, one.endedAt, one.limitMs, one.elapsedMs],
    ]),
  );
