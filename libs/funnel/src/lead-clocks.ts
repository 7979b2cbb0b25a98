import type { SlaTerms } from '@touchstone/contracts';
import type { ClockedLife, LeadDecision, LeadRow } from '@touchstone/facts';
import { hourMs } from './behaviour.js';
import type { BusinessHours } from './business-hours.js';

/** What was agreed on. */
export interface Agreement {
  terms: ClockTerms;
  hours: BusinessHours;
}

/** The terms that clocks go by, in hours. */
export type ClockTerms = Pick<
  SlaTerms,
  'contactHours' | 'highIntentContactHours' | 'highIntentWithinHours' | 'dispositionHours'
>;

/** What clocks are told of, as the facts keep it. */
export type ClockedLead = Pick<
  LeadRow,
  | 'createdAt'
  | 'entryStatus'
  | 'entryAt'
  | 'entryOwner'
  | 'entryReason'
  | 'stageName'
  | 'stageAt'
  | 'salesAt'
  | 'intentAt'
>;

const decided: readonly string[] = ['accepted', 'rejected', 'disqualified'];
const disposed: readonly string[] = [...decided, 'converted'];
const ends: readonly string[] = ['rejected', 'disqualified'];
const turns: readonly string[] = [...ends, 'converted'];

/** How long clocks may run, in working milliseconds. */
export const limitsOf = ({ contactHours, highIntentContactHours, dispositionHours }: ClockTerms) => {
  const [contact, high, disposition] = [contactHours, highIntentContactHours, dispositionHours].map((hours) =>
    Math.round(hours * hourMs),
  ) as [number, number, number];
  return { contact: (isHighIntent: boolean) => (isHighIntent ? high : contact), disposition };
};

/** The clocks of each life of a lead that was assigned or qualified in it, or in which it waited, by moment. */
export function clocksOf(lead: ClockedLead, { terms, hours }: Agreement): ClockedLife[] {
  const limits = limitsOf(terms);
  const withinMs = terms.highIntentWithinHours * hourMs;
  const entries = entriesOf(lead);
  const between = (from: number | null, to: number | null) =>
    from === null || to === null || to < from ? null : hours.between(from, to);
  return livesOf(lead).flatMap(({ lifeAt, next }) => {
    const isIn = (at: number) => at >= lifeAt && (next === null || at < next);
    const its = entries.filter(({ at }) => isIn(at));
    const first = (statuses: readonly string[], from = lifeAt) =>
      its.find(({ status, at }) => at >= from && statuses.includes(status));
    const touches = lead.salesAt.filter(isIn);

    const mqlAt = lead.stageAt.find((at, nth) => lead.stageName[nth] === 'mql' && isIn(at));
    // with a deal already it is never an MQL
    const qualifiedAt = mqlAt ?? first(['qualified'])?.at ?? null;
    const assignedAt = startingAssignment(first(['assigned'])?.at ?? null, { lifeAt, qualifiedAt, touches });
    const startedAt = assignedAt ?? qualifiedAt;
    const overAt = startedAt === null ? null : (first(ends, startedAt)?.at ?? next);
    const touch = startedAt === null ? undefined : touches.find((at) => at >= startedAt);
    const touchedAt = touch !== undefined && (overAt === null || touch <= overAt) ? touch : null;
    const contactEndedAt = touchedAt ?? overAt;
    const isHighIntent =
      startedAt !== null && lead.intentAt.some((at) => at <= startedAt && at >= startedAt - withinMs);
    const decision = qualifiedAt === null ? undefined : first(disposed, qualifiedAt);
    const dispositionEndedAt = qualifiedAt === null ? null : (decision?.at ?? next);

    const intentAt = lead.intentAt.find((at) => at >= lifeAt - withinMs && (next === null || at < next));
    const turnedAt = earliest([touches[0], first(turns)?.at, next ?? undefined]);
    const waits = intentAt === undefined ? null : Math.max(intentAt, lifeAt);
    const waitedAt = waits === null || (turnedAt !== null && turnedAt <= waits) ? null : waits;
    if (startedAt === null && waitedAt === null) return [];
    const ownedAt = startedAt ?? waitedAt!;
    return {
      lifeAt,
      owner: entries.findLast(({ at }) => at <= ownedAt)?.owner ?? '',
      ...{ isHighIntent, assignedAt, qualifiedAt, touchedAt },
      outcome: decision?.status ?? '',
      contactEndedAt,
      contactDueAt: startedAt === null ? null : hours.after(startedAt, limits.contact(isHighIntent)),
      contactMs: between(startedAt, contactEndedAt),
      dispositionEndedAt,
      dispositionDueAt: qualifiedAt === null ? null : hours.after(qualifiedAt, limits.disposition),
      dispositionMs: between(qualifiedAt, dispositionEndedAt),
      systemDelayMs: between(qualifiedAt, assignedAt),
      waitedAt,
      waitEndedAt: waitedAt === null ? null : turnedAt,
    };
  });
}

/**
 * When a life was assigned, where that starts its clock of contact: before sales touched the lead, since its qualification
 * where that came first, else since the life began. Else it only says afterwards who took care; null.
 */
function startingAssignment(
  assignedAt: number | null,
  {
    lifeAt,
    qualifiedAt,
    touches,
  }: { lifeAt: number; qualifiedAt: number | null; touches: readonly number[] },
): number | null {
  if (assignedAt === null) return null;
  const since = qualifiedAt !== null && qualifiedAt <= assignedAt ? qualifiedAt : lifeAt;
  return touches.some((at) => at >= since && at <= assignedAt) ? null : assignedAt;
}

/** What sales decided of a lead, each entry for itself, by moment. */
export function decisionsOf(lead: ClockedLead): LeadDecision[] {
  const lives = livesOf(lead);
  return entriesOf(lead)
    .filter(({ status }) => decided.includes(status))
    .map(({ status, at, owner, reason }) => {
      const lifeAt = lives.findLast((life) => life.lifeAt <= at)?.lifeAt ?? lead.createdAt;
      return {
        ...{ decidedAt: at, outcome: status as LeadDecision['outcome'], owner, reason },
        isContacted: lead.salesAt.some((touchedAt) => touchedAt >= lifeAt && touchedAt <= at),
      };
    });
}

const entriesOf = ({ createdAt, entryStatus, entryAt, entryOwner, entryReason }: ClockedLead) =>
  entryStatus.map((status: string, nth) => ({
    status,
    at: Math.max(entryAt[nth]!, createdAt),
    ...{ owner: entryOwner[nth]!, reason: entryReason[nth]! },
  }));

/** When lives begin, and the next ones. */
function livesOf({ stageName, stageAt }: ClockedLead): { lifeAt: number; next: number | null }[] {
  const lives = stageAt.filter((_, nth) => stageName[nth] === 'lead');
  return lives.map((lifeAt, nth) => ({ lifeAt, next: lives[nth + 1] ?? null }));
}

function earliest(moments: readonly (number | undefined)[]): number | null {
  const known = moments.filter((at) => at !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}
