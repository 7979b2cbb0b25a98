import { setImmediate } from 'node:timers/promises';
import type { NewEvent, PersonalData, Quarantined, Refusal } from '@touchstone/event-log';
import { countEvents, timeAppend } from '../ingest-metrics.js';
import type { AcceptedEvent, Sink, StoredStatus } from '../sink.js';
import { conflict, unstorable } from '../store-refusals.js';
import { type Candidate, judge } from './judge.js';

export interface Batch {
  workspace: string;
  receivedAt: number;
  candidates: Candidate[];
  /** The original bytes of a candidate. */
  bytesOf: (index: number) => Buffer;
  /** JSON of what came beside the bytes of each and is needed to read them again; null: nothing. */
  beside: string | null;
  /** Names the place of a candidate for the quarantine: the same place again is the same message. Without it, none. */
  originOf?: (index: number) => string;
}

export interface Rejection extends Refusal {
  index: number;
  id: string | null;
}

/** What became of a request's candidates; each counts once. */
export interface Receipt {
  accepted: number;
  duplicates: number;
  /** Understood, and without effect. */
  ignored: number;
  rejected: Rejection[];
}

const turn = 500; // candidates judged without a break; other requests get their turn between

/** An HTTP door: judges what came, and answers for it once all of it is durable. */
export class Door {
  constructor(
    private readonly name: 'http' | 'segment' | 'import',
    private readonly sink: Sink,
    private readonly personalData: PersonalData,
  ) {}

  /** @throws Fault `unavailable` where it cannot be stored now; then nothing of it counts as taken. */
  async take({ workspace, receivedAt, candidates, bytesOf, beside, originOf }: Batch): Promise<Receipt> {
    const receipt: Receipt = { accepted: 0, duplicates: 0, ignored: 0, rejected: [] };
    const accepted: AcceptedEvent[] = [];
    const quarantined: Quarantined[] = [];
    const indexOf = new Map<NewEvent, number>();
    const circumstances = { workspace, receivedAt, personalData: this.personalData };
    for (const [index, candidate] of candidates.entries()) {
      if (index % turn === turn - 1) await setImmediate();
      const judged = judge(candidate, circumstances);
      if (judged.ok) {
        if (judged.events.length === 0) receipt.ignored++;
        for (const { event } of judged.events) indexOf.set(event, index);
        accepted.push(...judged.events);
        continue;
      }
      const { reason, detail, eventSource, eventId } = judged;
      receipt.rejected.push({ index, id: candidate.id ?? eventId, reason, detail });
      const raw = bytesOf(index);
      const where = { workspace, door: this.name, origin: originOf?.(index) ?? null, beside, receivedAt };
      quarantined.push({ ...where, reason, detail, eventSource, eventId: candidate.id ?? eventId, raw });
    }
    if (accepted.length + quarantined.length > 0) {
      const rawOf = (event: NewEvent): Buffer => bytesOf(indexOf.get(event)!);
      const statuses = await timeAppend(this.name, () => this.sink.store({ accepted, quarantined, rawOf }));
      const byCandidate = new Map<number, StoredStatus[]>();
      accepted.forEach(({ event }, nth) => {
        const index = indexOf.get(event)!;
        byCandidate.set(index, [...(byCandidate.get(index) ?? []), statuses[nth]!]);
      });
      const idOf = new Map(accepted.map(({ event }) => [indexOf.get(event)!, event.eventId]));
      for (const [index, stored] of byCandidate)
        settle(receipt, index, candidates[index]!.id ?? idOf.get(index)!, stored);
    }
    receipt.rejected.sort((a, b) => a.index - b.index);
    const conflicts = receipt.rejected.filter(({ reason }) => reason === 'id_conflict').length;
    countEvents(this.name, {
      accepted: receipt.accepted,
      duplicate: receipt.duplicates,
      ignored: receipt.ignored,
      conflict: conflicts,
      rejected: receipt.rejected.length - conflicts,
    });
    return receipt;
  }
}

function settle(receipt: Receipt, index: number, id: string | null, stored: StoredStatus[]): void {
  if (stored.includes('conflict')) receipt.rejected.push({ index, id, ...conflict });
  else if (stored.includes('unstorable')) receipt.rejected.push({ index, id, ...unstorable });
  else if (stored.includes('accepted')) receipt.accepted++;
  else receipt.duplicates++;
}
