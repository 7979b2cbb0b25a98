import { keyOwners } from '@touchstone/facts';
import { liveJourneys, scopeBit } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

/** SQL for the buying group of a person in an account: the account where the scope has it and there is one. */
export const groupOf = ({ scope }: Pick<AttributionParameters, 'scope'>, person: string, account: string) =>
  scope === 'account' ? `if(${account} != '', ${account}, ${person})` : person;

/**
 * Buying groups that converted in the window, whatever else the report filters: those of the conversions' accounts, and
 * of the contacts that stand for a conversion. A column.
 */
export function convertedGroups(parameters: AttributionParameters): string {
  const live = liveJourneys({ ...parameters, filters: {} }, ['account_id', 'contact_key', 'contact_reach']);
  const near = `arrayFilter((key, r) -> bitAnd(r, ${scopeBit(parameters)}) != 0, contact_key, contact_reach)`;
  if (parameters.scope !== 'account') return `SELECT arrayJoin(${near}) FROM (${live})`;
  const contacts = `SELECT arrayJoin(${near}) FROM (${live}) WHERE account_id = ''`;
  return `
    SELECT account_id FROM (${live}) WHERE account_id != ''
    UNION ALL ${contacts}
    UNION ALL SELECT owner.2 FROM (SELECT arrayJoin(arrayZip(person, account_id)) AS owner FROM (${keyOwners}))
      WHERE owner.2 != '' AND owner.1 IN (${contacts})`;
}
