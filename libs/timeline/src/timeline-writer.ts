import type { PoolClient } from '@touchstone/runtime';
import { accountIdOf, personIdOf } from './keys.js';
import { accountKeyOf, unknownBelonging } from './person-account.js';
import type { TimelineState } from './timeline-state.js';
import { upsert } from './upsert.js';

/** Writes what a batch changed, inside the transaction that moves the checkpoint. */
export async function saveTimeline(client: PoolClient, state: TimelineState): Promise<void> {
  await savePeople(client, state);
  await saveAccounts(client, state);
  await saveConversions(client, state);
  await saveRates(client, state);
}

async function savePeople(client: PoolClient, { workspace, people }: TimelineState): Promise<void> {
  const keys = [...people.changedKeys].map((key) => people.record(key));
  await upsert(client, 'person_keys', ['workspace', 'key'], keys, {
    workspace: ['text', () => workspace],
    key: ['text', (row) => row.key],
    public_id: ['text', (row) => personIdOf(workspace, row.key)],
    component: ['text', (row) => row.component],
    first_position: ['bigint', (row) => row.firstPosition],
    belongs_to: ['text', (row) => accountKeyOf(row.belonging)],
    belonging: ['json', (row) => (row.belonging === unknownBelonging ? null : row.belonging)],
  });
  await upsert(client, 'identity_evidence', ['workspace', 'position', 'nth'], people.newEvidence, {
    workspace: ['text', () => workspace],
    position: ['bigint', (row) => row.position],
    nth: ['int', (row) => row.nth],
    event_id: ['text', (row) => row.eventId],
    occurred_at: ['bigint', (row) => row.occurredAt],
    kind: ['text', (row) => row.kind],
    keys: ['text[]', (row) => row.keys],
  });
  const changed = [...people.changedVisits];
  if (changed.length === 0) return;
  await client.query('DELETE FROM visits WHERE workspace = $1 AND key = ANY($2)', [workspace, changed]);
  const visits = changed.flatMap((key) => people.visitsOf(key).map((visit, nth) => ({ ...visit, nth })));
  await upsert(client, 'visits', ['workspace', 'key', 'nth'], visits, {
    workspace: ['text', () => workspace],
    key: ['text', (visit) => visit.key],
    nth: ['int', (visit) => visit.nth],
    from_at: ['bigint', (visit) => visit.from?.occurredAt ?? null],
    from_event_id: ['text', (visit) => visit.from?.eventId ?? null],
    person_key: ['text', (visit) => visit.personKey],
    evidence: ['bigint', (visit) => visit.evidence],
  });
}

async function saveAccounts(client: PoolClient, { workspace, accounts }: TimelineState): Promise<void> {
  const keys = [...accounts.changedKeys].map((key) => accounts.record(key));
  await upsert(client, 'account_keys', ['workspace', 'key'], keys, {
    workspace: ['text', () => workspace],
    key: ['text', (row) => row.key],
    public_id: ['text', (row) => accountIdOf(workspace, row.key)],
    component: ['text', (row) => row.component],
    first_position: ['bigint', (row) => row.firstPosition],
    account_key: ['text', (row) => row.accountKey],
    evidence: ['bigint', (row) => row.evidence],
    segment: ['json', (row) => row.segment],
    attributes: ['json', (row) => row.attributes],
  });
  await upsert(client, 'account_evidence', ['workspace', 'position'], accounts.newEvidence, {
    workspace: ['text', () => workspace],
    position: ['bigint', (row) => row.position],
    event_id: ['text', (row) => row.eventId],
    occurred_at: ['bigint', (row) => row.occurredAt],
    keys: ['text[]', (row) => row.keys],
  });
}

async function saveConversions(client: PoolClient, { workspace, conversions }: TimelineState): Promise<void> {
  const records = [...conversions.changed];
  const { changedKeys } = conversions;
  await upsert(client, 'conversions', ['workspace', 'kind', 'conversion_id'], records, {
    workspace: ['text', () => workspace],
    kind: ['text', (record) => record.kind],
    conversion_id: ['text', (record) => record.id],
    conversion: ['json', (record) => record.conversion],
    currency: ['text', (record) => record.conversion?.amount?.currency ?? null],
    currency_at_conversion: ['text', (record) => record.conversion?.amountAtConversion?.currency ?? null],
    rate_day: ['text', (record) => record.rateDay],
    written: ['json', (record) => record.written],
  });
  const named = [...changedKeys];
  if (named.length === 0) return;
  await client.query(
    `DELETE FROM conversion_keys k USING unnest($2::text[], $3::text[]) AS t (kind, id)
     WHERE k.workspace = $1 AND k.kind = t.kind AND k.conversion_id = t.id`,
    [workspace, named.map(([record]) => record.kind), named.map(([record]) => record.id)],
  );
  const keys = named.flatMap(([{ kind, id }, names]) => names.map((key) => ({ kind, id, key })));
  await upsert(client, 'conversion_keys', ['workspace', 'key', 'kind', 'conversion_id'], keys, {
    workspace: ['text', () => workspace],
    key: ['text', (row) => row.key],
    kind: ['text', (row) => row.kind],
    conversion_id: ['text', (row) => row.id],
  });
}

async function saveRates(client: PoolClient, state: TimelineState): Promise<void> {
  const inForce = [...state.rates].filter((rate) => state.newRates.includes(rate));
  await upsert(client, 'rates', ['workspace', 'from_currency', 'to_currency', 'day'], inForce, {
    workspace: ['text', () => state.workspace],
    from_currency: ['text', (rate) => rate.from],
    to_currency: ['text', (rate) => rate.to],
    day: ['text', (rate) => rate.day],
    rate: ['text', (rate) => rate.rate],
    occurred_at: ['bigint', (rate) => rate.occurredAt],
    event_id: ['text', (rate) => rate.eventId],
    position: ['bigint', (rate) => rate.position],
  });
}
