import type { Refusal } from '@touchstone/event-log';

/** What senders are told of an event that the log has with other content. */
export const conflict: Refusal = {
  reason: 'id_conflict',
  detail: 'id: came before from this source with other content; a correction needs an id of its own',
};

/** What they are told of an event that the database refuses for its content. */
export const unstorable: Refusal = {
  reason: 'unstorable',
  detail: 'event: the database refuses its content',
};
