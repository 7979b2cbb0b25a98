import type { z } from 'zod';

/**
 * What zod finds, in words for whoever sent it: what is wrong, and what to do. For `safeParse(value, { error })`: a schema's
 * own words go before. Never quotes the value: it may be personal, or a secret.
 */
export function plainProblem(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive !== false);
    case 'invalid_format':
      return issue.format === 'regex'
        ? `has the wrong form; send one that matches ${issue.pattern}`
        : `has the wrong form; send a valid ${issue.format}`;
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}; send one that is`;
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.map((key) => key.slice(0, 100)).join(', ')}; leave them out`;
    case 'invalid_value':
      return `is not allowed; send ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_union':
      return (
        [...new Set(issue.errors.flat().map(({ message }) => message))].join(', or ') || 'is not allowed'
      );
    case 'invalid_key':
      return 'has a key that is not allowed; rename it';
    case 'invalid_element':
      return 'has an entry that is not allowed; leave it out';
    default:
      return undefined;
  }
}

const names: Record<string, string> = { nonoptional: 'value', int: 'whole number', record: 'object' };

function wrongType(expected: string, input: unknown): string {
  const name = names[expected] ?? expected;
  const wanted = `send ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  if (input === undefined) return `is missing; ${wanted}`;
  return Number.isNaN(input) ? `is no number; ${wanted}` : `has the wrong type; ${wanted}`;
}

/** Of texts and lists the size is counted, of anything else the value is compared. */
const units: Record<string, string> = { string: 'character', array: 'entr', set: 'entr', map: 'entr' };

function counted(count: number, unit: string): string {
  const plural = unit === 'entr' ? ['entry', 'entries'] : [unit, `${unit}s`];
  return `${count} ${plural[count === 1 ? 0 : 1]}`;
}

function tooSmall(origin: string, minimum: number, isIncluded: boolean): string {
  const unit = units[origin];
  if (!unit) return `is too small; send ${isIncluded ? `${minimum} or more` : `more than ${minimum}`}`;
  return minimum === 1
    ? `is empty; send at least ${counted(1, unit)}`
    : `has too little; send at least ${counted(minimum, unit)}`;
}

function tooBig(origin: string, maximum: number, isIncluded: boolean): string {
  const unit = units[origin];
  if (!unit) return `is too large; send ${isIncluded ? `${maximum} or less` : `less than ${maximum}`}`;
  return `is too long; send at most ${counted(maximum, unit)}`;
}
