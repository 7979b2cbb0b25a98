import type { SlaTerms } from '@touchstone/contracts';
import type { Definitions } from '@touchstone/timeline';
import { dayMs } from './behaviour.js';
import { type Hours, type Stretch, workingStretches } from './working-stretches.js';

/** Hours are worked out in portions of so many days, when they are first asked for. */
const portionMs = 91 * dayMs;
/** Nothing is looked for further away than this from where it starts. */
const furthestMs = 20 * 366 * dayMs;

/** Working time from the beginning of a portion to its end. */
interface Portion {
  stretches: readonly Stretch[];
  /** Working milliseconds before each stretch. */
  before: readonly number[];
  workingMs: number;
}

/** Working time of a workspace. Knows by itself which days it has to look at, up to 20 years from where a question starts. */
export class BusinessHours {
  private readonly portions = new Map<number, Portion>();

  constructor(
    private readonly hours: Hours,
    private readonly timeZone: string,
  ) {}

  /** Working milliseconds from one moment to a later one; null where they are more than 20 years apart. */
  between(from: number, to: number): number | null {
    if (to - from > furthestMs) return null;
    const [first, last] = [nthOf(from), nthOf(to)];
    let workingMs = workedIn(this.portion(last), to) - workedIn(this.portion(first), from);
    for (let nth = first; nth < last; nth++) workingMs += this.portion(nth).workingMs;
    return workingMs;
  }

  /** When so much working time has passed; null where that takes more than 20 years. */
  after(moment: number, workingMs: number): number | null {
    if (workingMs <= 0) return moment;
    const first = nthOf(moment);
    let wanted = workingMs + workedIn(this.portion(first), moment);
    for (let nth = first; nth <= nthOf(moment + furthestMs); nth++) {
      const { stretches, before, workingMs: whole } = this.portion(nth);
      if (wanted <= whole) {
        const last = before.findLastIndex((sum) => sum < wanted);
        const due = stretches[last]!.start + wanted - before[last]!;
        return due - moment > furthestMs ? null : due;
      }
      wanted -= whole;
    }
    return null;
  }

  private portion(nth: number): Portion {
    let portion = this.portions.get(nth);
    if (!portion) {
      const [from, to] = [nth * portionMs, (nth + 1) * portionMs];
      const stretches = workingStretches(this.hours, this.timeZone, { from, to });
      const before: number[] = [];
      let workingMs = 0;
      for (const { start, end } of stretches) {
        before.push(workingMs);
        workingMs += end - start;
      }
      portion = { stretches, before, workingMs };
      this.portions.set(nth, portion);
    }
    return portion;
  }
}

const nthOf = (moment: number) => Math.floor(moment / portionMs);

/** Working milliseconds from the beginning of a portion to a moment in it. */
function workedIn({ stretches, before }: Portion, moment: number): number {
  const nth = stretches.findLastIndex(({ start }) => start <= moment);
  if (nth < 0) return 0;
  const { start, end } = stretches[nth]!;
  return before[nth]! + Math.min(moment, end) - start;
}

const known = new WeakMap<SlaTerms, Map<string, BusinessHours>>();

/** The business hours that definitions agree on, in the time zone of the terms, else of the workspace. */
export function businessHoursOf({ sla, workspace }: Pick<Definitions, 'sla' | 'workspace'>): BusinessHours {
  const timeZone = sla.timeZone ?? workspace.timeZone;
  const zones = known.get(sla) ?? new Map<string, BusinessHours>();
  known.set(sla, zones);
  const hours = zones.get(timeZone) ?? new BusinessHours(sla, timeZone);
  zones.set(timeZone, hours);
  return hours;
}
