import type { KeyOwners } from '@touchstone/timeline';
import { toInstant } from './instants.js';

/** Columns of `person_keys` in the order of `toPersonKeyRow`. */
export const personKeyColumns = [
  'workspace',
  'person_key',
  'version',
  'from_at',
  'from_event',
  'person',
  'account_id',
] as const;

/** A version of a key's owners as a compact row for an insert. */
export function toPersonKeyRow(workspace: string, { key, version, stretches }: KeyOwners): unknown[] {
  return [
    workspace,
    key,
    version,
    stretches.map(({ from }) => toInstant(from?.occurredAt ?? -Infinity)),
    stretches.map(({ from }) => from?.eventId ?? ''),
    stretches.map(({ person }) => person),
    stretches.map(({ accountId }) => accountId),
  ];
}
