import type { CloudEvent } from '@touchstone/contracts';

/** Noon of a day of 2026. */
export const at = (month: number, day: number): number => Date.UTC(2026, month - 1, day, 12);

let ids = 0;
/** An event of the first version of a type; of an id of its own where none is given. */
export const event = (type: string, occurredAt: number, data: object, id = `e${++ids}`): CloudEvent => ({
  specversion: '1.0',
  id,
  source: 'test',
  type: `${type}.v1`,
  time: new Date(occurredAt).toISOString(),
  data,
});

/** An account by its number in the CRM. */
export const crm = (nth: number) => ({ crmIds: [`crm:x:account:${nth}`] });
