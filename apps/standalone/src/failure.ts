import { ConfigError, Fault, messageOf } from '@touchstone/runtime';

/** What a person is told of a failure: expected ones in their own words, the others with where it happened. */
export function describeFailure(thrown: unknown): string {
  if (thrown instanceof Fault) return thrown.publicText;
  if (thrown instanceof ConfigError) return thrown.message;
  return `Touchstone failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown)}`;
}
