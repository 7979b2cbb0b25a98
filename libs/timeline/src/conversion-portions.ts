import { LogReader } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import type { BookRecord } from './conversion-book.js';
import { streamOfConversion } from './conversion-streams.js';
import { dealIdsOf, dealsOfLeads, keysOfLeadsWithoutAccount, leadsOfKeys } from './lead-query.js';
import { accountKeyOf } from './person-account.js';
import { TimelineQueries } from './timeline-queries.js';
import type { TimelineState } from './timeline-state.js';

/** A conversion by its name; conversions, and what they are of, are gone through in the order of kind and id. */
export interface ConversionName {
  kind: string;
  id: string;
}

/** Before every conversion. */
export const beforeFirst: ConversionName = { kind: '', id: '' };

/**
 * Reads conversions as they are stored, with everybody of their buying groups, into a state of their own: for those who
 * go through many without an event of their own. What it loads cannot take in events.
 */
export class ConversionPortions {
  private readonly log: LogReader;
  private readonly queries: TimelineQueries;

  constructor(private readonly pool: Pool) {
    this.log = new LogReader(pool);
    this.queries = new TimelineQueries(pool);
  }

  /** Loads the next conversions after a name, and what they are of; only of one kind if one is given. */
  async next(
    state: TimelineState,
    after: ConversionName,
    limit: number,
    only: BookRecord['kind'] | null = null,
  ): Promise<BookRecord[]> {
    const records = await this.queries.conversionsAfter(state.workspace, after, limit, only);
    await this.loadGroups(state, records);
    return records;
  }

  /** Loads conversions, or what they are of, of one kind by their ids; those that are unknown are left out. */
  async named(state: TimelineState, kind: BookRecord['kind'], ids: string[]): Promise<BookRecord[]> {
    const records = await this.queries.conversionsNamed(state.workspace, kind, ids);
    await this.loadGroups(state, records);
    return records;
  }

  /** Loads what was said of the conversions up to a position, so that they can be folded anew. */
  async loadStreams(state: TimelineState, records: BookRecord[], through: number): Promise<void> {
    const streams = [...new Set(records.map(streamOfConversion))];
    state.loadStreams(await this.log.streams(state.workspace, streams, through));
  }

  private async loadGroups(state: TimelineState, records: BookRecord[]): Promise<void> {
    const { workspace } = state;
    const conversions = records.flatMap(({ conversion }) => conversion ?? []);
    const withoutAccount = await this.queries.keysAround(workspace, keysOfLeadsWithoutAccount(records));
    const accounts = await this.queries.accountKeysAround(workspace, [
      ...conversions.flatMap(({ accountKeys }) => accountKeys),
      ...withoutAccount.flatMap(({ belonging }) => accountKeyOf(belonging) ?? []),
    ]);
    const members = await this.queries.membersOf(
      workspace,
      accounts.map(({ key }) => key),
    );
    const contacts = conversions.flatMap((conversion) => conversion.contacts.flatMap(({ keys }) => keys));
    const people = [...new Set([...members, ...contacts])];
    const visits = await this.queries.visitsAround(workspace, people);
    const ofPersons = [...new Set([...people, ...visits.map(({ key }) => key)])];
    const [keys, leads, deals] = await Promise.all([
      this.queries.keyRows(workspace, ofPersons),
      leadsOfKeys(this.pool, workspace, ofPersons),
      dealsOfLeads(this.pool, workspace, {
        accountKeys: accounts.map(({ key }) => key),
        ids: dealIdsOf(records),
      }),
    ]);
    state.accounts.load({ keys: accounts, evidence: [] });
    state.people.load({ keys, evidence: [], visits });
    state.conversions.load(records);
    state.leadDeals.load(deals);
    state.conversions.load(leads.filter(({ kind, id }) => !state.conversions.get(kind, id)));
  }
}
