import type { Versioned } from '../../../tests/support/versioned-facts.js';
import { clockOf, clockStates, stateOf } from './clock-state.js';
import type { SlaQuestion } from './sla-question.js';

/** The figures of a report, of leads one after the other. */
export function plainFigures(
  leads: readonly Versioned<'leads'>[],
  { from, to, judgedAt }: SlaQuestion,
  isIts: (lead: Versioned<'leads'>, owner: string) => boolean,
) {
  const isIn = (moment: number) => moment >= from && moment < to && moment <= judgedAt;
  const lives = leads.flatMap((one) => one.clocks.filter(({ owner }) => isIts(one, owner)));
  const clocksNamed = (name: 'contact' | 'disposition') =>
    lives.flatMap((life) => {
      const clock = clockOf(life, name);
      return clock && isIn(clock.startedAt) ? [{ life, state: stateOf(clock, judgedAt)! }] : [];
    });
  const figures = (name: 'contact' | 'disposition') => {
    const states = clocksNamed(name).map(({ state }) => state);
    const [met, breached, never, withdrawn, running] = clockStates.map(
      (state) => states.filter((one) => one === state).length,
    ) as [number, number, number, number, number];
    const decided = met + breached + never;
    return {
      ...{ clocks: states.length, met, breached, never_worked: never, withdrawn, running },
      metRate: decided === 0 ? null : met / decided,
    };
  };
  const delay = (durations: number[]) => {
    const sorted = durations.sort((a, b) => a - b);
    const part = (share: number) => {
      if (sorted.length === 0) return null;
      const place = share * (sorted.length - 1);
      const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
      return Math.round(low + (high - low) * (place - Math.floor(place)));
    };
    return { count: sorted.length, medianMs: part(0.5), p90Ms: part(0.9) };
  };
  const contacts = clocksNamed('contact').map(({ life }) => life);
  const made = leads.flatMap((one) =>
    one.decisions.filter(({ owner, decidedAt }) => isIts(one, owner) && isIn(decidedAt)),
  );
  const count = (outcome: string) => made.filter((one) => one.outcome === outcome).length;
  const [accepted, rejected] = [count('accepted'), count('rejected')];
  const reasons = (['rejected', 'disqualified'] as const).flatMap((outcome) =>
    ['', 'student'].flatMap((reason) => {
      const its = made.filter((one) => one.outcome === outcome && one.reason === reason);
      const afterContact = its.filter(({ isContacted }) => isContacted).length;
      return its.length === 0 ? [] : [{ outcome, reason, isAgreed: true, leads: its.length, afterContact }];
    }),
  );
  const name = ({ outcome, reason }: { outcome: string; reason: string }) => outcome + reason;
  return {
    ...{ contact: figures('contact'), disposition: figures('disposition') },
    systemDelay: delay(contacts.flatMap(({ systemDelayMs }) => systemDelayMs ?? [])),
    humanDelay: delay(
      contacts.flatMap(({ assignedAt, touchedAt, contactMs }) =>
        assignedAt !== null && touchedAt !== null && touchedAt <= judgedAt ? contactMs! : [],
      ),
    ),
    decisions: {
      ...{ accepted, rejected, disqualified: count('disqualified') },
      acceptanceRate: accepted + rejected === 0 ? null : accepted / (accepted + rejected),
    },
    reasons: reasons.sort((a, b) => b.leads - a.leads || (name(a) < name(b) ? -1 : 1)),
  };
}
