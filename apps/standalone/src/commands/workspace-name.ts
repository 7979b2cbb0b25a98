import { isWorkspaceName } from '@touchstone/event-log';
import { InvalidArgumentError } from 'commander';

/** The name of a workspace, as an option. @throws InvalidArgumentError for what none can be called */
export function workspaceName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It has a name.');
  if (!isWorkspaceName(text)) throw new InvalidArgumentError('A name has up to 100 characters.');
  return text;
}
