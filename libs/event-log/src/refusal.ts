import { plainProblem } from '@touchstone/runtime';
import type { z } from 'zod';

/** Why something that came in is not an event; machine-readable, the same words at every door. */
export type RefusalReason =
  | 'unreadable'
  | 'not_an_object'
  | 'invalid_envelope'
  | 'unknown_type'
  | 'invalid_data'
  | 'invalid_call'
  | 'unstorable_text'
  | 'invalid_number'
  | 'too_deep'
  | 'unsafe_key'
  | 'too_large'
  | 'time_out_of_range'
  | 'foreign_workspace'
  | 'reserved_source'
  | 'no_workspace'
  | 'unstorable'
  | 'id_conflict';

/** A refusal: the reason, and for people what is wrong, where, and what to do. Never quotes values: they may be personal. */
export interface Refusal {
  reason: RefusalReason;
  detail: string;
}

/** For `safeParse`: problems in plain words. */
export const plainly = { error: plainProblem };

const shownProblems = 5;

/** The problems of a check with `plainly` as one line: `data.person.email: is missing; send a string`. */
export function problemsOf(error: z.ZodError, within?: string): string {
  const lines = error.issues.slice(0, shownProblems).map((issue) => {
    const path = pathOf(within === undefined ? issue.path : [within, ...issue.path]);
    return `${path || 'event'}: ${issue.message}`;
  });
  const more = error.issues.length - lines.length;
  return lines.join(' · ') + (more > 0 ? ` · and ${more} more` : '');
}

/** `['data', 'contacts', 0, 'person']` as `data.contacts[0].person`; long keys are cut. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, nth) =>
      typeof part === 'number' ? `[${part}]` : `${nth > 0 ? '.' : ''}${String(part).slice(0, 100)}`,
    )
    .join('');
}
