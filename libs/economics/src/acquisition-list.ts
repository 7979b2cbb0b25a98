import { learn, type LearningSources, type Model, rowSharesSql } from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { compareText, type ConversionKind } from '@touchstone/timeline';
import { type AcquisitionQuestion, countedConversions } from './acquisition-costs.js';
import type { AcquisitionCount, AcquisitionLabels } from './acquisition-sums.js';
import { acquisitionKinds, acquisitionsOf } from './acquisitions.js';
import { customerFacts, customerKey, type CustomerFacts } from './customer-facts.js';

/** What of a row of acquisition cost is meant. */
export interface AcquisitionRowOf {
  count: AcquisitionCount;
  model: Model;
  /** Labels of the row; none: all that is attributed. */
  labels: AcquisitionLabels;
  /** False: what no touch earned. */
  isAttributed: boolean;
}

/** A conversion and what of it belongs to a row. Moments are epoch milliseconds. */
export interface ListedConversion {
  kind: ConversionKind;
  conversionId: string;
  convertedAt: number;
  /** Pseudonymous; empty: it has no account. */
  accountId: string;
  /** In `conversionParts`. */
  parts: bigint;
  /** Of the account, as of the position; null: it is no customer. */
  facts: CustomerFacts | null;
}

/** A place in the order of conversions: by moment, kind, then id. */
export interface ListedPlace {
  convertedAt: number;
  kind: string;
  conversionId: string;
}

/** The end of all time that the store can hold. */
const never = Date.UTC(2299, 11, 31);

/** A page of the conversions of a row, oldest first: over all pages their parts sum to what the row says. */
export async function acquisitionList(
  clickhouse: ClickHouse,
  { parameters }: Pick<AcquisitionQuestion, 'parameters'>,
  { count, model, labels, isAttributed }: AcquisitionRowOf,
  sources: LearningSources,
  { after, limit }: { after: ListedPlace | null; limit: number },
): Promise<{ conversions: ListedConversion[]; next: ListedPlace | null }> {
  const kinds = countedConversions.filter((one) => one.count === count);
  const answers = await Promise.all(
    kinds.map(async ({ conversion }) => {
      const asked = { ...parameters, models: [model], filters: {}, conversion, details: false };
      const { channelWeights } = await learn(asked, sources);
      const kind = acquisitionKinds.find((one) => count === 'customers' && one === conversion);
      const shares = rowSharesSql(
        asked,
        { ...asked, channelWeights },
        {
          ...{ model, labels, isAttributed, anyCapitals: true },
          chosen: kind && acquisitionsOf(kind, parameters),
        },
      );
      const rows = await clickhouse.query<{ id: string; at: string; account: string; parts: string }>({
        name: 'acquisition_list',
        settings: shares.settings,
        params: {
          ...{ ...shares.params, kind: conversion, limit: limit + 1, afterAt: after?.convertedAt ?? -9e15 },
          ...{ afterKind: after?.kind ?? '', afterId: after?.conversionId ?? '' },
        },
        sql: `
SELECT conversion_id AS id, toUnixTimestamp64Milli(moment) AS at, account, parts
FROM (${shares.sql})
WHERE (at, {kind:String}, id) > ({afterAt:Int64}, {afterKind:String}, {afterId:String})
ORDER BY at, id
LIMIT {limit:UInt64}`,
      });
      return rows.map((row) => ({
        ...{ kind: conversion, conversionId: row.id, convertedAt: Number(row.at) },
        ...{ accountId: row.account, parts: BigInt(row.parts) },
      }));
    }),
  );
  const found = answers
    .flat()
    .sort(
      (a, b) =>
        a.convertedAt - b.convertedAt ||
        compareText(a.kind, b.kind) ||
        compareText(a.conversionId, b.conversionId),
    );
  const page = found.slice(0, limit);
  const keyOf = (one: (typeof page)[number]) => customerKey(one.accountId, one.kind, one.conversionId);
  const { workspace, asOf } = parameters;
  const facts = await customerFacts(clickhouse, { workspace, asOf, until: never }, page.map(keyOf));
  const last = page.at(-1);
  return {
    conversions: page.map((one) => ({ ...one, facts: facts.get(keyOf(one)) ?? null })),
    next:
      last && found.length > limit
        ? { convertedAt: last.convertedAt, kind: last.kind, conversionId: last.conversionId }
        : null,
  };
}
