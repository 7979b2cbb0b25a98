import {
  type ClickHouse,
  FactsLoader,
  noFindings,
  type VersionedRows,
  versionedRow,
  type VersionedTable,
  type VersionHead,
} from '@touchstone/facts';

const head: VersionHead = { workspace: 'acme', version: 1, isLive: true };
const january = Date.UTC(2026, 0, 1);

/** A row with its version, for tests and documents. */
export type Versioned<Table extends VersionedTable> = VersionedRows[Table] & VersionHead;

/** An open deal of 100.00 EUR of January 2026; name what matters. */
export function dealFact(more: Partial<Versioned<'deals'>>): Versioned<'deals'> {
  return {
    ...head,
    dealId: 'D-1',
    createdAt: january,
    status: 'open',
    closedAt: null,
    closeDay: null,
    amountMinor: 10_000n,
    currency: 'EUR',
    valueMinor: 10_000n,
    reportCurrency: 'EUR',
    accountId: '',
    segment: '',
    owner: '',
    pipeline: '',
    stage: '',
    stageName: [],
    stageAt: [],
    stagePosition: [],
    lostReason: '',
    contactPerson: [],
    lastActivityAt: january,
    ...more,
  };
}

/** A subscription of 10.00 EUR a month from January 2026 on; name what matters. */
export function subscriptionFact(more: Partial<Versioned<'subscriptions'>>): Versioned<'subscriptions'> {
  return {
    ...head,
    subscriptionId: 'S-1',
    accountId: 'acc_1',
    segment: '',
    dealId: '',
    plan: '',
    startedAt: january,
    churnedAt: null,
    status: 'active',
    changeAt: [january],
    changeMonthlyMinor: [1000n],
    reportCurrency: 'EUR',
    currency: 'EUR',
    ...more,
  };
}

/** A new lead of January 2026, of whom nothing more is known; name what matters. */
export function leadFact(more: Partial<Versioned<'leads'>>): Versioned<'leads'> {
  return {
    ...head,
    leadId: 'L-1',
    createdAt: january,
    person: 'per_1',
    accountId: '',
    segment: '',
    owner: '',
    status: 'new',
    dealId: '',
    entryStatus: ['new'],
    entryAt: [january],
    entryPosition: [1],
    entryOwner: [''],
    entryReason: [''],
    ...noFindings(),
    ...more,
  };
}

/** Loads rows of one workspace as the projector does, as one range. */
export async function loadVersions<Table extends VersionedTable>(
  clickhouse: ClickHouse,
  table: Table,
  rows: readonly Versioned<Table>[],
): Promise<void> {
  const versions = rows.map((row) => versionedRow(table, row));
  await new FactsLoader(clickhouse).load({
    workspace: rows[0]!.workspace,
    fromPosition: Math.min(...rows.map(({ version }) => version)),
    toPosition: Math.max(...rows.map(({ version }) => version)),
    touches: [],
    spend: [],
    personKeys: [],
    journeys: [],
    versions,
  });
}
