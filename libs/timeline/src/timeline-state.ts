import type { LogEvent } from '@touchstone/event-log';
import { AccountDirectory } from './account-directory.js';
import { Concerned } from './concerned.js';
import { type BookRecord, ConversionBook, currenciesOf, isSubject } from './conversion-book.js';
import { causeOf } from './conversion-cause.js';
import {
  hasConversions,
  streamKinds,
  streamOfConversion,
  subjectOf,
  toldBy,
  type Told,
} from './conversion-streams.js';
import type { Conversion } from './conversions.js';
import { type Definitions, definitionsOf } from './definitions.js';
import { type AccountOfKey, type KeyOwners, ownersOf } from './key-owners.js';
import { LeadDeals } from './lead-deals.js';
import { accountIdOf, personIdOf } from './keys.js';
import { type Cause, type JourneyCause, type JourneyOrder, journeyOrderOf } from './journey-order.js';
import { KeySet } from './key-set.js';
import { compareText } from './order.js';
import { People } from './people.js';
import { type Rate, RateTable } from './rates.js';
import { type Review, reviewOf } from './review.js';
import { dayOf } from './day-of.js';
import { personsOf, type SubjectOrder, subjectOrderOf } from './subject-order.js';
import { rateDayOfSubject, type SubjectKind } from './subjects.js';

export type { Cause, JourneyCause, JourneyMember, JourneyOrder } from './journey-order.js';
export type { SubjectOrder } from './subject-order.js';

/**
 * Everything around batches of events of one workspace, in memory. A pure function of what was loaded and of the events:
 * one commit after the other goes in, and the conversions that it touches come out. No I/O, no clock.
 */
export class TimelineState {
  readonly people = new People();
  readonly accounts = new AccountDirectory();
  readonly conversions = new ConversionBook();
  readonly leadDeals = new LeadDeals();
  readonly newRates: Rate[] = [];
  /** What commits changed of whose keys are, one after the other. */
  readonly newOwners: KeyOwners[] = [];
  /** What commits changed of which accounts keys stand for, one after the other. */
  readonly newAccounts: AccountOfKey[] = [];
  /** Deals, leads and subscriptions that commits and reviews may have changed, one after the other. */
  readonly subjectOrders: SubjectOrder[] = [];
  /** Keys whose component is here with its evidence, and whose conversions are here. */
  readonly around = new KeySet();
  /** Keys that are here with all the keys of their persons. */
  readonly whole = new KeySet();
  private readonly streams = new Map<string, LogEvent[]>();
  private streamEvents = 0;
  private readonly personIds = new Map<string, string>();
  private readonly concerned = new Concerned(this);

  constructor(
    readonly workspace: string,
    public definitions: Definitions,
    readonly rates: RateTable,
  ) {}

  /** Earlier events of the streams that the batch goes on with. */
  loadStreams(events: LogEvent[]): void {
    for (const event of events) this.addToStream(event);
  }

  /**
   * Takes in one whole commit. `concernsLeads` tells of a touch whether leads that were there before it may stand otherwise
   * with it, under the definitions of the commit.
   * @returns what has to be journeyed anew as of it, by kind and id.
   */
  apply(
    commit: LogEvent[],
    concernsLeads: (touch: LogEvent, definitions: Definitions) => boolean = () => true,
  ): JourneyOrder[] {
    const version = commit.at(-1)!.commit;
    const due = new Map<BookRecord, Cause>();
    const linking: LogEvent[] = [];
    const streams = new Map<string, LogEvent>();
    const asked = reviewOf(this.definitions, commit);
    const review = asked && !asked.leadsOnly;
    this.definitions = definitionsOf(commit, this.definitions);
    for (const event of commit) {
      event.links.people.forEach((link, nth) => this.people.see(event, link, nth));
      this.accounts.see(event);
      if (event.links.people.length > 0 || event.links.accounts.length > 0) linking.push(event);
      if (hasConversions(event.stream)) {
        this.addToStream(event);
        streams.set(event.stream, event);
      }
      if (event.type === 'fx.rate_set.v1') this.setRate(event, due);
    }
    this.settle(linking, due, version);
    // who changes only by others' events is written by the review, with all the rest
    if (review) due.clear();
    const leads = new Map<BookRecord, Cause>();
    for (const [stream, event] of streams) this.refold(stream, event, { due, leads });
    if (!review) for (const [record, cause] of leads) if (!due.has(record)) due.set(record, cause);
    if (!review)
      for (const event of commit)
        if (event.type === 'touchpoint.recorded.v1')
          this.touch(event, due, concernsLeads(event, this.definitions));
    return this.ordersOf(due, version);
  }

  /**
   * Looks at conversions again under the definitions of a review, which have to be those of the state.
   * @returns what has to be journeyed anew, as far as that can be told without touches: all that convert
   */
  review(records: BookRecord[], { version, cause, refold }: Omit<Review, 'leadsOnly'>): JourneyOrder[] {
    const { timeZone } = this.definitions.workspace;
    if (refold)
      for (const { kind, id } of records) {
        const events = this.streams.get(streamOfConversion({ kind, id })) ?? [];
        const told = toldBy(subjectOf(kind), events, timeZone);
        this.put(kind, id, told);
        // deals come before leads by name: those of earlier portions are stored as they are now
        if (told.subject?.kind === 'deal') this.leadDeals.put(told.subject);
      }
    return this.ordersOf(
      new Map(records.filter(({ conversion }) => conversion).map((record) => [record, cause])),
      version,
    );
  }

  /** Events of a stream as far as they are here. */
  eventsOf(stream: string): readonly LogEvent[] {
    return this.streams.get(stream) ?? [];
  }

  /** True if the earlier events of a stream are here. */
  hasStream(stream: string): boolean {
    return this.streams.has(stream);
  }

  /** About how much is here: keys and events. */
  get size(): number {
    return this.around.size + this.whole.size + this.streamEvents + this.leadDeals.size;
  }

  /** To be called when all changes are saved: the next ones are those of the next batch. */
  saved(): void {
    this.people.saved();
    this.accounts.saved();
    this.conversions.saved();
    this.newRates.length = 0;
    this.newOwners.length = 0;
    this.newAccounts.length = 0;
    this.subjectOrders.length = 0;
  }

  private addToStream(event: LogEvent): void {
    this.streamEvents++;
    const events = this.streams.get(event.stream);
    if (events) events.push(event);
    else this.streams.set(event.stream, [event]);
  }

  private setRate(event: LogEvent, due: Map<BookRecord, Cause>): void {
    const { from, to, day, rate } = event.data as unknown as Rate;
    const { occurredAt, eventId, position } = event;
    const added = { from, to, day, rate, occurredAt, eventId, position };
    this.rates.add(added);
    this.newRates.push(added);
    const until = this.rates.dayAfter(from, to, day);
    for (const record of this.conversions.all())
      if (
        record.rateDay !== null &&
        record.rateDay >= day &&
        (until === null || record.rateDay < until) &&
        currenciesOf(record.conversion).includes(from)
      )
        due.set(record, causedBy('rate', event));
  }

  /** Resolves identities, then marks the conversions of everybody whose person or account is another one now. */
  private settle(linking: LogEvent[], due: Map<BookRecord, Cause>, version: number): void {
    const { persons, accountKeys, keys } = this.people.settle();
    const { accounts, keys: movedAccounts, begun, segments, described } = this.accounts.settle();
    for (const key of [...new Set([...begun, ...movedAccounts])].sort())
      this.newAccounts.push({ key, version, accountId: this.accountId(key) });
    for (const account of movedAccounts)
      for (const person of this.people.membersOf(account))
        for (const key of this.people.keysOf(person)) keys.add(key);
    for (const key of [...keys].sort())
      this.newOwners.push(ownersOf(key, { workspace: this.workspace, version }, this));
    for (const [key, event] of segments)
      for (const record of this.concerned.byAccount(this.accounts.accountOf(key)))
        due.set(record, causedBy('account_changed', event));
    for (const [key, event] of described)
      for (const record of this.concerned.byAccount(this.accounts.accountOf(key)))
        if (record.kind === 'lead') due.set(record, causedBy('account_changed', event));
    if (persons.size === 0 && accounts.size === 0) return;
    const evidence = linking.find((event) => event.type === 'identity.unlinked.v1') ?? linking[0]!;
    const identity = causedBy(
      evidence.type === 'identity.unlinked.v1' ? 'identity_unlinked' : 'identity_linked',
      evidence,
    );
    for (const account of accounts)
      for (const record of this.concerned.byAccount(account))
        due.set(record, causedBy('account_changed', evidence));
    for (const key of accountKeys)
      for (const record of this.concerned.journeysOfAccount(this.accounts.accountOf(key)))
        due.set(record, identity);
    for (const person of persons)
      for (const record of this.concerned.byPerson(person)) due.set(record, identity);
  }

  /** Folds a stream anew: its conversions that changed are due, and whose journeys only have its lead in `leads`. */
  private refold(
    stream: string,
    event: LogEvent,
    { due, leads }: Record<'due' | 'leads', Map<BookRecord, Cause>>,
  ): void {
    const subject = stream.slice(0, stream.indexOf(':')) as SubjectKind;
    const id = stream.slice(subject.length + 1);
    const { timeZone } = this.definitions.workspace;
    const told = toldBy(subject, this.streams.get(stream)!, timeZone);
    const whole = this.put(subject, id, told);
    if (whole) due.set(whole, causedBy('stage_changed', event));
    if (told.subject?.kind === 'deal')
      for (const deal of this.leadDeals.put(told.subject))
        for (const lead of this.concerned.leadsOfDeal(deal))
          leads.set(lead, causedBy('stage_changed', event));
    for (const kind of streamKinds[subject]) {
      const before = (this.conversions.get(kind, id)?.conversion ?? null) as Conversion | null;
      const record = this.put(kind, id, told);
      if (!record || isSubject(record)) continue;
      due.set(record, causedBy(causeOf(before, record.conversion, event), event));
      if (kind !== 'lead.created') continue;
      for (const lead of [before, record.conversion])
        for (const one of this.concerned.journeysOfLead(lead))
          leads.set(one, causedBy('lead_changed', event));
    }
  }

  /** @returns the record if what is told of a kind is something else now than before */
  private put(kind: BookRecord['kind'], id: string, { conversions, subject }: Told): BookRecord | null {
    const { timeZone } = this.definitions.workspace;
    if (kind === subject?.kind)
      return this.conversions.put(kind, id, subject, rateDayOfSubject(subject, timeZone));
    const after = conversions.find((conversion) => conversion.kind === kind) ?? null;
    const rateDay = after && (after.closeDay ?? dayOf(after.convertedAt, timeZone));
    return this.conversions.put(kind, id, after, rateDay);
  }

  private touch(event: LogEvent, due: Map<BookRecord, Cause>, concernsLeads: boolean): void {
    const key = event.links.people[0]?.keys[0];
    if (key === undefined) return;
    const person = this.people.personAt(key, event);
    const isDue = ({ conversion }: BookRecord): boolean => {
      if (!conversion) return false;
      if (!('state' in conversion)) return conversion.convertedAt >= event.occurredAt;
      if (conversion.kind !== 'lead') return false;
      const { createdAt } = conversion.state;
      const matters = concernsLeads || event.occurredAt <= createdAt;
      return matters && personsOf(conversion, this.people).includes(person);
    };
    for (const record of this.concerned.byPerson(person))
      if (!due.has(record) && isDue(record)) due.set(record, causedBy('late_touch', event));
  }

  private ordersOf(due: Map<BookRecord, Cause>, version: number): JourneyOrder[] {
    const journeys: JourneyOrder[] = [];
    const subjects: SubjectOrder[] = [];
    for (const [record, cause] of due)
      if (!isSubject(record)) journeys.push(journeyOrderOf(record, { version, cause }, this));
      else if (record.conversion) subjects.push(subjectOrderOf(record, version, this));
    this.subjectOrders.push(...subjects.sort(byName));
    return journeys.sort(byName);
  }

  private accountId(key: string): string {
    return accountIdOf(this.workspace, this.accounts.accountOf(key));
  }

  /** Public id of a person. */
  personId(person: string): string {
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

function byName({ record: a }: { record: BookRecord }, { record: b }: { record: BookRecord }): number {
  return compareText(`${a.kind} ${a.id}`, `${b.kind} ${b.id}`);
}
