import type { ClickHouse } from '@touchstone/facts';
import type { ConversionKind } from '@touchstone/timeline';
import type { AttributionParameters } from './parameters.js';

/** Of these kinds of conversions, those that were in the window as of the position; some of them may be none any more. */
export async function occurringKinds(
  clickhouse: ClickHouse,
  { workspace, asOf, from, to }: Pick<AttributionParameters, 'workspace' | 'asOf' | 'from' | 'to'>,
  kinds: readonly ConversionKind[],
): Promise<Set<ConversionKind>> {
  const found = await clickhouse.query<{ kind: ConversionKind }>({
    name: 'occurring_kinds',
    params: { workspace, asOf, from, to },
    sql: kinds
      .map(
        (kind) => `SELECT '${kind}' AS kind FROM journeys
  WHERE workspace = {workspace:String} AND kind = '${kind}' AND version <= {asOf:UInt64}
    AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  LIMIT 1`,
      )
      .join('\nUNION ALL\n'),
  });
  return new Set(found.map(({ kind }) => kind));
}
