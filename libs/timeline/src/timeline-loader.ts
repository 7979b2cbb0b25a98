import { type LogEvent, LogReader } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import type { AccountKey } from './account-directory.js';
import { hasConversions } from './conversion-streams.js';
import { definitionsOf, ruleStreams } from './definitions.js';
import { dealIdsOf, dealsOfLeads, keysOfLeadsWithoutAccount, leadsOfKeys } from './lead-query.js';
import { accountKeyOf } from './person-account.js';
import { type Rate, RateTable } from './rates.js';
import { TimelineQueries } from './timeline-queries.js';
import { TimelineState } from './timeline-state.js';

/** Loads what surrounds batches of events into a `TimelineState`. A few queries a batch, whatever its size. */
export class TimelineLoader {
  private readonly log: LogReader;
  private readonly queries: TimelineQueries;

  constructor(private readonly pool: Pool) {
    this.log = new LogReader(pool);
    this.queries = new TimelineQueries(pool);
  }

  /** A state with the definitions as of a position and the rates that are stored, and nothing else yet. */
  async open(workspace: string, position: number): Promise<TimelineState> {
    const [published, rates] = await Promise.all([
      this.log.streams(workspace, [...ruleStreams], position),
      this.queries.rates(workspace),
    ]);
    return new TimelineState(workspace, definitionsOf(published), new RateTable(rates));
  }

  /**
   * Adds the neighbourhood of a batch to the state, which stands just before it: people and accounts it names, what
   * converted there, and everybody in those groups. What the state has already is newer than what is stored, and not
   * asked for again.
   */
  async load(state: TimelineState, batch: LogEvent[]): Promise<void> {
    const { workspace } = state;
    const before = batch[0]!.position - 1;
    const goneOnWith = [...new Set(batch.map((event) => event.stream))].filter(hasConversions);
    const streams = goneOnWith.filter((stream) => !state.hasStream(stream));
    const earlier = await this.log.streams(workspace, streams, before);
    state.loadStreams(earlier);
    // a lead that goes to somebody else leaves the journeys of those it was of
    const leads = goneOnWith.filter((stream) => stream.startsWith('lead:'));
    const named = state.around.missing(
      personKeysOf([...batch, ...leads.flatMap((lead) => state.eventsOf(lead))]),
    );
    const namedKeys = await this.queries.keysAround(workspace, named);

    const namedAccounts = state.around.missing([
      ...accountKeysNamed([...batch, ...earlier]),
      ...namedKeys.flatMap((row) => accountKeyOf(row.belonging) ?? []),
    ]);
    const accounts = await this.queries.accountKeysAround(workspace, namedAccounts);
    const near = [...named, ...namedKeys.map((row) => row.key), ...accounts.map((row) => row.key)];
    const around = {
      keys: [...near, ...streams], // leads name the stream of their deal
      streams,
      rates: batch
        .filter((event) => event.type === 'fx.rate_set.v1')
        .map((event) => event.data as unknown as Rate),
    };
    const concerned = await this.queries.conversionsOf(workspace, around);
    const conversions = concerned.filter(({ kind, id }) => !state.conversions.get(kind, id));
    const withoutAccount = await this.queries.keysAround(
      workspace,
      state.whole.missing(keysOfLeadsWithoutAccount(conversions)),
    );
    const found = new Set(accounts.map((row) => row.key));
    const further = [
      ...concerned.flatMap((record) => record.conversion?.accountKeys ?? []),
      ...withoutAccount.flatMap((row) => accountKeyOf(row.belonging) ?? []),
    ].filter((key) => !found.has(key) && !state.accounts.knows(key));
    const newAccounts = [...accounts, ...(await this.queries.accountKeysAround(workspace, further))].filter(
      ({ key }) => !state.accounts.knows(key),
    );
    const newAccountKeys = newAccounts.map((row) => row.key);

    const contacts = concerned.flatMap(
      (record) => record.conversion?.contacts.flatMap((one) => one.keys) ?? [],
    );
    const members = await this.queries.membersOf(workspace, newAccountKeys);
    const have = new Set(namedKeys.map((row) => row.key));
    const whole = state.whole.missing([...have, ...contacts, ...personKeysOf(earlier), ...members]);
    const visits = await this.queries.visitsAround(workspace, whole);
    const ofPersons = [...new Set([...whole, ...visits.map((visit) => visit.key)])];
    const missing = ofPersons.filter((key) => !have.has(key) && !state.people.knows(key));
    const [keys, leadsOfPersons, evidence, accountEvidence] = await Promise.all([
      this.queries.keyRows(workspace, missing),
      leadsOfKeys(this.pool, workspace, ofPersons),
      this.queries.evidenceOf(workspace, [...have]),
      this.queries.accountEvidenceOf(workspace, newAccountKeys),
    ]);
    state.people.load({ keys: [...namedKeys, ...keys], evidence, visits });
    state.accounts.load({ keys: unique(newAccounts), evidence: accountEvidence });
    state.conversions.load(conversions);
    state.conversions.load(leadsOfPersons.filter(({ kind, id }) => !state.conversions.get(kind, id)));
    const deals = {
      accountKeys: newAccountKeys,
      ids: [
        ...streams.flatMap((stream) => (stream.startsWith('deal:') ? stream.slice('deal:'.length) : [])),
        ...dealIdsOf([...conversions, ...leadsOfPersons]),
      ],
    };
    state.leadDeals.load(await dealsOfLeads(this.pool, workspace, deals));
    state.around.add([...near, ...namedAccounts]);
    state.whole.add(whole);
  }
}

function personKeysOf(events: LogEvent[]): string[] {
  return [...new Set(events.flatMap((event) => event.links.people.flatMap((person) => person.keys)))];
}

function accountKeysNamed(events: LogEvent[]): string[] {
  return events.flatMap(({ links }) => [
    ...links.accounts,
    ...links.people.flatMap((person) =>
      person.emailDomain === null ? [] : [`domain:${person.emailDomain}`],
    ),
  ]);
}

function unique(rows: AccountKey[]): AccountKey[] {
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}
