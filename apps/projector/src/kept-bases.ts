import type { PersonTouches } from '@touchstone/facts';
import type { TimelineState } from '@touchstone/timeline';

/** What batches of a workspace are built on, true as of a position. */
export interface Base {
  position: number;
  state: TimelineState;
  known: PersonTouches;
}

/**
 * The bases of the workspaces between their batches, in memory. Who takes one changes it, and puts it back only when what
 * it says is stored: after a failure, or where somebody else went on, it is read anew.
 */
export class KeptBases {
  private readonly bases = new Map<string, Base>();

  /** @param limit keys, events and touches kept, of all workspaces together */
  constructor(private readonly limit = 500_000) {}

  /** The base as of a position, which is not here any more then. */
  take(workspace: string, position: number): Base | undefined {
    const base = this.bases.get(workspace);
    this.bases.delete(workspace);
    return base?.position === position ? base : undefined;
  }

  /** Keeps a base; where it is too much in all, those of the workspaces that had no batch for the longest go. */
  put(workspace: string, base: Base): void {
    this.bases.set(workspace, base);
    let entries = 0;
    for (const one of this.bases.values()) entries += sizeOf(one);
    for (const [oldest, one] of this.bases) {
      if (entries <= this.limit) return;
      this.bases.delete(oldest);
      entries -= sizeOf(one);
    }
  }
}

const sizeOf = ({ state, known }: Base) => state.size + known.size;
