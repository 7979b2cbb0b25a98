import type { Person as PersonIds } from '@touchstone/contracts';
import { fairsIn, newsletters, type Occasion, ownSite, pages, papers, webinarsIn } from './campaigns.js';
import { type ChannelName, entryOf, returnMix, type VisitName } from './channels.js';
import { day, hour, minute, momentBetween } from './clock.js';
import { asAccount, emailAt, type Person } from './company.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

/** A person's time of interest: what is to be done in it, and how often. */
export interface Research {
  from: number;
  /** Most happens before: the deal's creation, if there is a deal. */
  turnsAt: number;
  to: number;
  visits: number;
  /** Fills in a form, so that the company learns who it is. */
  identifies: boolean;
  firstChannel: ChannelName;
}

/** The company knows a person from the first moment that says who it is. */
function becomeKnown(person: Person, at: number): void {
  person.knownAt = Math.min(person.knownAt ?? at, at);
}

/** What marketing does with visitors: visits to the site, forms, webinars, fairs and e-mails. */
export class Journeys {
  private readonly webinars: Occasion[];
  private readonly fairs: Occasion[];

  constructor(private readonly book: EventBook) {
    this.webinars = webinarsIn(book.span);
    this.fairs = fairsIn(book.span);
  }

  /** Records all that a person does in a time of interest; sets `knownAt` when a form or a list says who it is. */
  research(random: Random, person: Person, plan: Research): void {
    const formAt =
      plan.identifies && person.knownAt === undefined ? Math.min(random.int(0, 2), plan.visits - 1) : -1;
    const moments = Array.from({ length: plan.visits }, (_, i) =>
      i <= formAt || i === 0 || random.chance(0.7)
        ? momentBetween(random, plan.from, plan.turnsAt - hour)
        : momentBetween(random, plan.turnsAt, plan.to),
    ).sort((a, b) => a - b);
    moments.forEach((at, i) => {
      if (at > this.book.span.end) return;
      const visit = i === 0 ? plan.firstChannel : random.weighted(returnMix);
      this.meet(random, person, at, visit, i === formAt, plan.turnsAt);
    });
    if (person.knownAt !== undefined) this.mail(random, person, Math.max(person.knownAt, plan.from), plan.to);
  }

  private meet(
    random: Random,
    person: Person,
    at: number,
    visit: VisitName,
    form: boolean,
    turnsAt: number,
  ): void {
    if (visit === 'webinar' && this.attendWebinar(random, person, at)) return;
    if (visit === 'fair' && this.attendFair(person, at, turnsAt)) return;
    if (visit === 'email' && this.clickMail(random, person, at)) return;
    if (visit === 'linkedin_ads' && form && random.chance(0.3)) return this.fillAdForm(random, person, at);
    const offSite = visit === 'webinar' || visit === 'fair' || visit === 'email';
    this.visitSite(random, person, at, offSite ? 'organic_search' : visit, form);
  }

  /** One session: some page views, the first of which tells where it came from, and perhaps a form. */
  private visitSite(
    random: Random,
    person: Person,
    at: number,
    visit: VisitName,
    form: boolean,
    seen = {},
  ): void {
    const device = random.chance(0.85) ? 0 : person.anonymousIds.length - 1;
    const anonymousId = person.anonymousIds[device] as string;
    const views = random.weighted([
      [1, 50],
      [2, 28],
      [3, 14],
      [4, 8],
    ]);
    let path = random.pick(pages);
    let moment = at;
    const entry = visit === 'email' ? {} : entryOf(random, visit, at, this.book.span);
    for (let i = 0; i < views; i++) {
      const from = i === 0 ? { ...entry, ...seen } : { referrer: ownSite + path };
      if (i > 0) path = random.pick(pages);
      const ids: PersonIds =
        i === 0 && visit === 'email' ? { anonymousId, email: emailAt(person, at) } : { anonymousId };
      const page = { url: ownSite + path, path };
      this.book.touch('web', moment, {
        interaction: 'page_view',
        person: ids,
        page,
        contentId: path,
        ...from,
      });
      moment += random.int(20_000, 4 * minute);
    }
    if (form) this.fillForm(random, person, moment, anonymousId);
    else if (person.knownAt === undefined && random.chance(0.02))
      this.book.touch('web', moment, { interaction: 'chat', person: { anonymousId } });
  }

  private fillForm(random: Random, person: Person, at: number, anonymousId: string): void {
    const email = emailAt(person, at);
    const { firstName, lastName } = person;
    const ids: PersonIds = { anonymousId, email, firstName, lastName };
    const kind = random.weighted([
      ['form_submit', 50],
      ['content_download', 35],
      ['trial_started', 15],
    ] as const);
    becomeKnown(person, at);
    if (kind === 'trial_started') {
      const signedUp: PersonIds = { ...ids, userId: person.userId };
      this.book.touch('web', at, { interaction: 'signup', person: signedUp, contentId: '/signup' });
      this.book.touch('web', at + minute, { interaction: kind, person: signedUp, contentId: 'trial-team' });
      return;
    }
    const contentId = kind === 'form_submit' ? '/demo-request' : random.pick(papers);
    this.book.touch('web', at, { interaction: kind, person: ids, contentId });
    if (kind !== 'form_submit' || !random.chance(0.55)) return;
    const answer = random.pick([
      'a colleague',
      'Google',
      'LinkedIn',
      'RevOps Radio podcast',
      'a trade fair',
      'G2',
    ]);
    this.book.touch('web', at + 1000, {
      interaction: 'self_reported',
      person: { email },
      channel: 'self-reported',
      source: answer,
      attributes: { question: 'How did you hear about us?', answer },
    });
  }

  /** A form inside LinkedIn: there is no visit, and no cookie. */
  private fillAdForm(random: Random, person: Person, at: number): void {
    becomeKnown(person, at);
    const { firstName, lastName, jobTitle } = person;
    this.book.touch('ads/linkedin', at, {
      interaction: 'form_submit',
      person: { email: emailAt(person, at), firstName, lastName, jobTitle },
      contentId: random.pick(papers),
      ...entryOf(random, 'linkedin_ads', at, this.book.span),
    });
  }

  /** Who registers says who he is. */
  private attendWebinar(random: Random, person: Person, at: number): boolean {
    const webinar = this.webinars.find((one) => one.at > at);
    if (!webinar) return false;
    becomeKnown(person, at);
    const { firstName, lastName } = person;
    const about = { channel: 'webinar', campaign: webinar.name, contentId: webinar.name };
    const ids = (moment: number): PersonIds => ({ email: emailAt(person, moment), firstName, lastName });
    this.book.touch('webinars/zoom', at, { interaction: 'webinar_registered', person: ids(at), ...about });
    const joins = webinar.at + random.int(0, 9) * minute;
    if (random.chance(0.55))
      this.book.touch('webinars/zoom', joins, {
        interaction: 'webinar_attended',
        person: ids(joins),
        ...about,
      });
    return true;
  }

  /** The badge was scanned at the stand: the list of the fair names the person. */
  private attendFair(person: Person, at: number, before: number): boolean {
    const latest = Math.min(before, this.book.span.end) - day;
    const fair = this.fairs.find((one) => one.at >= at && one.at < latest);
    if (!fair) return false;
    const scannedAt = fair.at + (person.number % 400) * minute;
    becomeKnown(person, scannedAt);
    this.book.touch('crm/hubspot', scannedAt, {
      interaction: 'event_attended',
      person: { email: emailAt(person, scannedAt), crmIds: [person.crmId] },
      account: asAccount(person.company),
      channel: 'event',
      campaign: fair.name,
      contentId: fair.name,
    });
    return true;
  }

  /** A click leads to the site, where the link's token ties the cookie to the address. */
  private clickMail(random: Random, person: Person, at: number): boolean {
    if (person.knownAt === undefined || person.knownAt > at - day) return false;
    const campaign = random.pick(newsletters);
    const utm = { source: 'hubspot', medium: 'email', campaign };
    const sentAt = at - random.int(1, 20) * hour;
    this.sendMail(person, sentAt, campaign, at - minute);
    this.book.touch('email/hubspot', at, {
      interaction: 'email_click',
      person: this.addressee(person, at),
      ...utm,
    });
    this.visitSite(random, person, at + 2000, 'email', false, utm);
    return true;
  }

  /** Newsletters nobody clicks on. */
  private mail(random: Random, person: Person, from: number, to: number): void {
    for (let count = random.int(0, 3); count > 0; count--) {
      const at = momentBetween(random, from + hour, Math.max(from + 2 * hour, to));
      const openedAt = random.chance(0.4) ? at + random.int(5, 2000) * minute : undefined;
      this.sendMail(person, at, random.pick(newsletters), openedAt);
    }
  }

  private sendMail(person: Person, at: number, campaign: string, openedAt?: number): void {
    const utm = { source: 'hubspot', medium: 'email', campaign };
    this.book.touch('email/hubspot', at, {
      interaction: 'email_sent',
      person: this.addressee(person, at),
      ...utm,
    });
    if (openedAt === undefined) return;
    const reader = this.addressee(person, openedAt);
    this.book.touch('email/hubspot', openedAt, { interaction: 'email_open', person: reader, ...utm });
  }

  private addressee(person: Person, at: number): PersonIds {
    return { email: emailAt(person, at), crmIds: [person.crmId] };
  }
}
