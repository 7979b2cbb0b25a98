import type { WorkspaceSettings } from '@touchstone/contracts';
import { type LogEvent, LogReader } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import type { AccountKey } from './account-directory.js';
import { accountKeyOf } from './person-account.js';
import { type Rate, RateTable } from './rates.js';
import { TimelineQueries } from './timeline-queries.js';
import { hasConversions, TimelineState } from './timeline-state.js';
import { defaultSettings, settingsOf, settingsStream } from './workspace-settings.js';

/** Loads what surrounds a batch of events into a `TimelineState`. A few queries a batch, whatever its size. */
export class TimelineLoader {
  private readonly log: LogReader;
  private readonly queries: TimelineQueries;

  constructor(pool: Pool) {
    this.log = new LogReader(pool);
    this.queries = new TimelineQueries(pool);
  }

  /** Settings and rates as of a position: small, so a projector keeps them from batch to batch. */
  async base(
    workspace: string,
    position: number,
  ): Promise<{ settings: WorkspaceSettings; rates: RateTable }> {
    const [published, rates] = await Promise.all([
      this.log.streams(workspace, [settingsStream], position),
      this.queries.rates(workspace),
    ]);
    return { settings: settingsOf(published, defaultSettings), rates: new RateTable(rates) };
  }

  /** The neighbourhood of a batch: people and accounts it names, what converted there, and everybody in those groups. */
  async load(
    workspace: string,
    batch: LogEvent[],
    base: { settings: WorkspaceSettings; rates: RateTable },
  ): Promise<TimelineState> {
    const state = new TimelineState(workspace, base.settings, base.rates);
    const before = batch[0]!.position - 1;
    const ruled = batch.some((event) => event.stream === settingsStream);
    const streams = [...new Set(batch.map((event) => event.stream))].filter(hasConversions);
    const known = ruled ? await this.queries.allConversionStreams(workspace) : [];
    const earlier = await this.log.streams(workspace, [...new Set([...streams, ...known])], before);
    state.loadStreams(earlier);

    const named = personKeysOf(batch);
    const namedKeys = await this.queries.keysAround(workspace, named);
    const accounts = await this.queries.accountKeysAround(workspace, [
      ...accountKeysNamed([...batch, ...earlier]),
      ...namedKeys.flatMap((row) => accountKeyOf(row.belonging) ?? []),
    ]);
    const conversions = await this.queries.conversionsOf(workspace, {
      keys: [...named, ...namedKeys.map((row) => row.key), ...accounts.map((row) => row.key)],
      streams,
      rates: batch
        .filter((event) => event.type === 'fx.rate_set.v1')
        .map((event) => event.data as unknown as Rate),
      all: ruled,
    });
    const found = new Set(accounts.map((row) => row.key));
    const further = conversions
      .flatMap((record) => record.conversion?.accountKeys ?? [])
      .filter((key) => !found.has(key));
    const allAccounts = [...accounts, ...(await this.queries.accountKeysAround(workspace, further))];

    const contacts = conversions.flatMap(
      (record) => record.conversion?.contacts.flatMap((one) => one.keys) ?? [],
    );
    const members = await this.queries.membersOf(
      workspace,
      allAccounts.map((row) => row.key),
    );
    const have = new Set(namedKeys.map((row) => row.key));
    const others = [...contacts, ...personKeysOf(earlier), ...members].filter((key) => !have.has(key));
    const visits = await this.queries.visitsAround(workspace, [...have, ...others]);
    const missing = [...new Set([...others, ...visits.map((visit) => visit.key)])].filter(
      (key) => !have.has(key),
    );
    const [keys, evidence, accountEvidence] = await Promise.all([
      this.queries.keyRows(workspace, missing),
      this.queries.evidenceOf(workspace, [...have]),
      this.queries.accountEvidenceOf(
        workspace,
        allAccounts.map((row) => row.key),
      ),
    ]);
    state.people.load({ keys: [...namedKeys, ...keys], evidence, visits });
    state.accounts.load({ keys: unique(allAccounts), evidence: accountEvidence });
    state.conversions.load(conversions);
    return state;
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
