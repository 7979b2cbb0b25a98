import { Fault } from '@touchstone/runtime';
import type { Refusal } from '@touchstone/event-log';

/** A lone event that was refused must not look like success. */
export function refusalFault(
  { reason, detail, id }: Refusal & { id: string | null },
  details: Record<string, unknown> = {},
): Fault {
  const code =
    reason === 'too_large' ? 'too_large' : reason === 'id_conflict' ? 'conflict' : 'invalid_request';
  return new Fault(code, detail, { details: { reason, id, ...details } });
}
