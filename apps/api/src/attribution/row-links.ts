import {
  type AttributionAnswer,
  AttributionAnswerSchema,
  type Influenced,
  type ReportModel,
} from '@touchstone/attribution';
import { z } from 'zod';

type Report = Omit<AttributionAnswer['report'], 'groupBy' | 'models'>;

/** What of a report's parameters decides how its conversions are shared out. */
export type SharingReport = Omit<Report, 'conversion' | 'value' | 'filters' | 'currency' | 'timeZone'>;

/** The same as a query string has it; the moment is named, so that a link does not age. */
export function sharingQuery(report: SharingReport, model: ReportModel): URLSearchParams {
  const { from, to, lookbackDays, scope, touchScope, countViews, halfLifeDays, valueFunction } = report;
  const custom = model === 'custom' ? report.customModels['custom'] : undefined;
  return new URLSearchParams({
    ...{ model, from, to, scope, touchScope, valueFunction },
    lookbackDays: lookbackDays === null ? 'none' : String(lookbackDays),
    countViews: String(countViews),
    halfLifeDays: String(halfLifeDays),
    ...(custom && { customModel: JSON.stringify(custom) }),
    asOf: String(report.asOf),
  });
}

/** What decides a model's credit. */
function queryOf(report: Omit<Report, 'filters'>, model: ReportModel): URLSearchParams {
  const query = sharingQuery(report, model);
  query.set('conversion', report.conversion);
  if (report.value !== 'count') query.set('value', report.value);
  return query;
}

/** Which row: labels by dimension, or a reason. */
export type RowNamed = { labels: Record<string, string> } | { reason: string };

/** The conversions of a row of a report. */
export function conversionsLink(report: Report, model: ReportModel, row: RowNamed): string {
  const query = queryOf(report, model);
  for (const [dimension, labels] of Object.entries(report.filters))
    for (const label of labels ?? []) query.append(dimension, label.replaceAll(',', '\\,'));
  if ('reason' in row) query.set('reason', row.reason);
  else for (const [dimension, label] of Object.entries(row.labels)) query.set(`row.${dimension}`, label);
  return `/v1/attribution/conversions?${query.toString()}`;
}

/** How the credit of a conversion came to be, by the model of a report; the same for every row it is in. */
export const creditLink = (report: Report, model: ReportModel, conversionId: string): string =>
  creditPath(conversionId, queryOf(report, model));

/** The same, as conversions of a kind are shared out. */
export function shareLink(
  report: SharingReport,
  model: ReportModel,
  of: { conversion: string; conversionId: string },
): string {
  const query = sharingQuery(report, model);
  query.set('conversion', of.conversion);
  return creditPath(of.conversionId, query);
}

const creditPath = (conversionId: string, query: URLSearchParams) =>
  `/v1/conversions/${encodeURIComponent(conversionId)}/credit?${query.toString()}`;

const links = z
  .object({ conversions: z.string().meta({ description: 'The conversions of the row; they sum to it.' }) })
  .meta({ description: 'Where the row comes from.' });

const { rows, unattributed, influenced } = AttributionAnswerSchema.shape;
const influencedShape = influenced.unwrap();

/** An attribution report, each row with a link down. */
export const LinkedAnswerSchema = AttributionAnswerSchema.extend({
  rows: z.array(rows.element.extend({ links })),
  unattributed: z.array(unattributed.element.extend({ links })),
  influenced: influencedShape
    .extend({ rows: z.array(influencedShape.shape.rows.element.extend({ links })) })
    .optional(),
}).meta({ description: 'An attribution report.' });

type Links = { links: z.infer<typeof links> };
type Linked<Row> = Row & Links;
export type LinkedAnswer = Omit<AttributionAnswer, 'rows' | 'unattributed' | 'influenced'> & {
  rows: Linked<AttributionAnswer['rows'][number]>[];
  unattributed: Linked<AttributionAnswer['unattributed'][number]>[];
  influenced?: Omit<Influenced, 'rows'> & { rows: Linked<Influenced['rows'][number]>[] };
};

/** The report with a link from each row to its conversions. */
export function linked(answer: AttributionAnswer): LinkedAnswer {
  const { report } = answer;
  const labelsOf = (row: Partial<Record<string, unknown>>) =>
    Object.fromEntries(report.groupBy.map((dimension) => [dimension, String(row[dimension])]));
  const to = (model: ReportModel, row: RowNamed) => ({
    links: { conversions: conversionsLink(report, model, row) },
  });
  const { influenced: touched, ...rest } = answer;
  return {
    ...rest,
    rows: answer.rows.map((row) => ({ ...row, ...to(row.model, { labels: labelsOf(row) }) })),
    unattributed: answer.unattributed.map((row) => ({ ...row, ...to(row.model, { reason: row.reason }) })),
    ...(touched && {
      influenced: {
        ...touched,
        rows: touched.rows.map((row) => ({
          ...row,
          ...to('influenced', { labels: labelsOf(row) }),
        })),
      },
    }),
  };
}
