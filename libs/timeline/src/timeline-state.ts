import type { WorkspaceSettings } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { AccountDirectory } from './account-directory.js';
import { buyingGroup } from './buying-group.js';
import { ConversionBook, type ConversionRecord } from './conversion-book.js';
import {
  type Conversion,
  type ConversionKind,
  conversionsOfDeal,
  conversionsOfLead,
  conversionsOfSubscription,
} from './conversions.js';
import { foldDeal } from './deal.js';
import { accountIdOf, personIdOf } from './keys.js';
import type { Cause, JourneyCause, JourneyOrder } from './journey-order.js';
import { KeySet } from './key-set.js';
import { foldLead } from './lead.js';
import { People } from './people.js';
import { type Rate, RateTable } from './rates.js';
import { foldSubscription } from './subscription.js';
import { dayOf, settingsOf, settingsStream } from './workspace-settings.js';

export type * from './journey-order.js';

const streamKinds: Record<string, ConversionKind[]> = {
  deal: ['deal.created', 'deal.won'],
  lead: ['lead.created', 'lead.qualified'],
  subscription: ['subscription.started'],
};

/** True for streams whose fold gives conversions: deals, leads, subscriptions. */
export function hasConversions(stream: string): boolean {
  return stream.slice(0, stream.indexOf(':')) in streamKinds;
}

/**
 * Everything around batches of events of one workspace, in memory. A pure function of what was loaded and of the events:
 * one commit after the other goes in, and the conversions that it touches come out. No I/O, no clock.
 */
export class TimelineState {
  readonly people = new People();
  readonly accounts = new AccountDirectory();
  readonly conversions = new ConversionBook();
  readonly newRates: Rate[] = [];
  /** Keys whose component is here with its evidence, and whose conversions are here. */
  readonly around = new KeySet();
  /** Keys that are here with all the keys of their persons. */
  readonly whole = new KeySet();
  private readonly streams = new Map<string, LogEvent[]>();
  private streamEvents = 0;
  private readonly personIds = new Map<string, string>();

  constructor(
    readonly workspace: string,
    public settings: WorkspaceSettings,
    readonly rates: RateTable,
  ) {}

  /** Earlier events of the streams that the batch goes on with. */
  loadStreams(events: LogEvent[]): void {
    for (const event of events) this.addToStream(event);
  }

  /** Takes in one whole commit. @returns what has to be journeyed anew as of it, by kind and id. */
  apply(commit: LogEvent[]): JourneyOrder[] {
    const version = commit.at(-1)!.commit;
    const due = new Map<ConversionRecord, Cause>();
    const linking: LogEvent[] = [];
    const streams = new Map<string, LogEvent>();
    const { currency, timeZone } = this.settings;
    let ruled: LogEvent | null = null;
    for (const event of commit) {
      event.links.people.forEach((link, nth) => this.people.see(event, link, nth));
      this.accounts.see(event);
      if (event.links.people.length > 0 || event.links.accounts.length > 0) linking.push(event);
      if (hasConversions(event.stream)) {
        this.addToStream(event);
        streams.set(event.stream, event);
      }
      if (event.stream === settingsStream) {
        this.settings = settingsOf([event], this.settings);
        ruled = event;
      }
      if (event.type === 'fx.rate_set.v1') this.setRate(event, due);
    }
    this.settle(linking, due);
    // other settings change touches to come, not what was worth what on which day
    if (ruled && (this.settings.currency !== currency || this.settings.timeZone !== timeZone)) {
      for (const stream of this.streams.keys()) streams.set(stream, streams.get(stream) ?? ruled);
      for (const record of this.conversions.all())
        if (record.conversion) due.set(record, causedBy('rule', ruled));
    }
    for (const [stream, event] of streams) this.refold(stream, event, due);
    for (const event of commit) if (event.type === 'touchpoint.recorded.v1') this.touch(event, due);
    return [...due].map(([record, cause]) => this.order(record, version, cause)).sort(byName);
  }

  /** True if the earlier events of a stream are here. */
  hasStream(stream: string): boolean {
    return this.streams.has(stream);
  }

  /** About how much is here: keys and events. */
  get size(): number {
    return this.around.size + this.whole.size + this.streamEvents;
  }

  /** To be called when all changes are saved: the next ones are those of the next batch. */
  saved(): void {
    this.people.saved();
    this.accounts.saved();
    this.conversions.saved();
    this.newRates.length = 0;
  }

  private addToStream(event: LogEvent): void {
    this.streamEvents++;
    const events = this.streams.get(event.stream);
    if (events) events.push(event);
    else this.streams.set(event.stream, [event]);
  }

  private setRate(event: LogEvent, due: Map<ConversionRecord, Cause>): void {
    const { from, to, day, rate } = event.data as unknown as Rate;
    const { occurredAt, eventId, position } = event;
    const added = { from, to, day, rate, occurredAt, eventId, position };
    this.rates.add(added);
    this.newRates.push(added);
    const until = this.rates.dayAfter(from, to, day);
    for (const record of this.conversions.all())
      if (
        currenciesOf(record.conversion).includes(from) &&
        record.rateDay !== null &&
        record.rateDay >= day &&
        (until === null || record.rateDay < until)
      )
        due.set(record, causedBy('rate', event));
  }

  /** Resolves identities, then marks the conversions of everybody whose person or account is another one now. */
  private settle(linking: LogEvent[], due: Map<ConversionRecord, Cause>): void {
    const { persons, accountKeys } = this.people.settle();
    const accounts = this.accounts.settle();
    if (persons.size === 0 && accounts.size === 0) return;
    const evidence = linking.find((event) => event.type === 'identity.unlinked.v1') ?? linking[0]!;
    const identity = causedBy(
      evidence.type === 'identity.unlinked.v1' ? 'identity_unlinked' : 'identity_linked',
      evidence,
    );
    for (const account of accounts)
      for (const record of this.conversionsOfAccount(account))
        due.set(record, causedBy('account_changed', evidence));
    for (const key of accountKeys)
      for (const record of this.conversionsOfAccount(this.accounts.accountOf(key))) due.set(record, identity);
    for (const person of persons)
      for (const record of this.conversionsOfPerson(person)) due.set(record, identity);
  }

  private refold(stream: string, event: LogEvent, due: Map<ConversionRecord, Cause>): void {
    const subject = stream.slice(0, stream.indexOf(':'));
    const id = stream.slice(subject.length + 1);
    const found = this.foldStream(subject, this.streams.get(stream)!);
    for (const kind of streamKinds[subject]!) {
      const before = this.conversions.get(kind, id)?.conversion ?? null;
      const after = found.find((conversion) => conversion.kind === kind) ?? null;
      const rateDay = after && (after.closeDay ?? dayOf(after.convertedAt, this.settings.timeZone));
      const record = this.conversions.put(kind, id, after, rateDay);
      if (record) due.set(record, causedBy(causeOf(before, after, event), event));
    }
  }

  private foldStream(subject: string, events: LogEvent[]): Conversion[] {
    if (subject === 'deal') {
      const deal = foldDeal(events, this.settings.timeZone);
      return deal ? conversionsOfDeal(deal) : [];
    }
    if (subject === 'lead') {
      const lead = foldLead(events);
      return lead ? conversionsOfLead(lead) : [];
    }
    const subscription = foldSubscription(events);
    return subscription ? conversionsOfSubscription(subscription) : [];
  }

  private touch(event: LogEvent, due: Map<ConversionRecord, Cause>): void {
    const key = event.links.people[0]?.keys[0];
    if (key === undefined) return;
    for (const record of this.conversionsOfPerson(this.people.personAt(key, event)))
      if (record.conversion && record.conversion.convertedAt >= event.occurredAt && !due.has(record))
        due.set(record, causedBy('late_touch', event));
  }

  private *conversionsOfPerson(person: string): Generator<ConversionRecord> {
    const account = this.people.accountKeyOf(person);
    if (account !== null) yield* this.conversionsOfAccount(this.accounts.accountOf(account));
    for (const key of this.people.keysOf(person)) yield* this.conversions.ofContactKey(key);
  }

  private *conversionsOfAccount(account: string): Generator<ConversionRecord> {
    for (const key of this.accounts.keysOf(account)) yield* this.conversions.ofAccountKey(key);
  }

  private order(record: ConversionRecord, version: number, cause: Cause): JourneyOrder {
    const { conversion, rateDay } = record;
    const { currency } = this.settings;
    const valueOf = (amount: Conversion['amount']): bigint | null =>
      amount && rateDay !== null ? this.rates.convert(amount, currency, rateDay) : null;
    const [named] = conversion?.accountKeys ?? [];
    const account = named === undefined ? null : this.accounts.accountOf(named);
    return {
      record,
      conversion,
      version,
      cause,
      accountId: account === null ? '' : accountIdOf(this.workspace, account),
      group: conversion
        ? buyingGroup(conversion, account, this).map(({ person, reach, slices }) => ({
            person,
            personId: this.personId(person),
            reach,
            slices,
          }))
        : [],
      value: valueOf(conversion?.amount ?? null),
      valueAtConversion: valueOf(conversion?.amountAtConversion ?? null),
      reportCurrency: currency,
    };
  }

  private personId(person: string): string {
    const known = this.personIds.get(person);
    if (known) return known;
    const id = personIdOf(this.workspace, person);
    this.personIds.set(person, id);
    return id;
  }
}

function causedBy(cause: JourneyCause, { eventId, position }: LogEvent): Cause {
  return { cause, eventId, position };
}

function currenciesOf(conversion: Conversion | null): (string | undefined)[] {
  return [conversion?.amount?.currency, conversion?.amountAtConversion?.currency];
}

function byName(a: JourneyOrder, b: JourneyOrder): number {
  const [left, right] = [`${a.record.kind} ${a.record.id}`, `${b.record.kind} ${b.record.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

const lifecycle: Record<ConversionKind, JourneyCause> = {
  'lead.created': 'created',
  'lead.qualified': 'qualified',
  'deal.created': 'created',
  'deal.won': 'won',
  'subscription.started': 'started',
};

/** What happened to a conversion, by comparing it before and after an event. */
function causeOf(before: Conversion | null, after: Conversion | null, event: LogEvent): JourneyCause {
  if (event.type === 'rule.published.v1') return 'rule';
  if (!before) return lifecycle[after!.kind];
  if (!after) {
    if (event.type === 'deal.lost.v1') return 'lost';
    if (event.type === 'deal.deleted.v1') return 'deleted';
    const { status } = event.data as { status?: string };
    return status === 'lost' || status === 'deleted' ? status : 'reopened';
  }
  const differs = (name: keyof Conversion): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (differs('amount')) return 'amount_changed';
  if (differs('convertedAt') || differs('closeDay')) return 'date_changed';
  if (differs('accountKeys')) return 'account_changed';
  if (differs('contacts')) return 'contact_added';
  return 'stage_changed';
}
