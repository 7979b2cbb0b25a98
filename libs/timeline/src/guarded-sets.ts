/**
 * Disjoint sets of nodes, numbered 0, 1, …, that know whom they must not be joined with: sets that hold different
 * values of one kind, and sets that were declared to be apart. Near-linear: the smaller set always moves.
 */
export class GuardedSets {
  private readonly parent: number[] = [];
  private readonly size: number[] = [];
  /** By root. A key is in one set only, so a kind that two sets have is there with two different values. */
  private readonly kinds: Set<string>[] = [];
  /** By root: roots that must stay apart from it. */
  private readonly foes: (Set<number> | undefined)[] = [];

  /** Adds a node in a set of its own; `kind` is null for weak keys, which are in nobody's way. */
  add(kind: string | null): number {
    this.kinds.push(new Set(kind === null ? [] : [kind]));
    this.size.push(1);
    this.foes.push(undefined);
    return this.parent.push(this.parent.length) - 1;
  }

  /** The root that stands for the node's set. */
  find(node: number): number {
    let root = node;
    while (this.parent[root] !== root) root = this.parent[root]!;
    while (this.parent[node] !== root) {
      const next = this.parent[node]!;
      this.parent[node] = root;
      node = next;
    }
    return root;
  }

  /** Declares that nothing weak may join the two nodes' sets; without effect where they are one already. */
  keepApart(a: number, b: number): void {
    const [left, right] = [this.find(a), this.find(b)];
    if (left === right) return;
    (this.foes[left] ??= new Set()).add(right);
    (this.foes[right] ??= new Set()).add(left);
  }

  /** Joins the two nodes' sets, whatever speaks against it. */
  join(a: number, b: number): void {
    const [left, right] = [this.find(a), this.find(b)];
    if (left === right) return;
    const [winner, loser] = this.size[left]! >= this.size[right]! ? [left, right] : [right, left];
    this.parent[loser] = winner;
    this.size[winner]! += this.size[loser]!;
    for (const kind of this.kinds[loser]!) this.kinds[winner]!.add(kind);
    for (const foe of this.foes[loser] ?? []) {
      this.foes[foe]?.delete(loser);
      if (foe !== winner) this.keepApart(winner, foe);
    }
    this.foes[loser] = undefined;
  }

  /** Joins the two nodes' sets unless something speaks against it; true if they are one set now. */
  joinIfCompatible(a: number, b: number): boolean {
    const [left, right] = [this.find(a), this.find(b)];
    if (left === right) return true;
    if (this.foes[left]?.has(right)) return false;
    if (this.shareKind(left, right)) return false;
    this.join(left, right);
    return true;
  }

  private shareKind(left: number, right: number): boolean {
    const [few, many] = [this.kinds[left]!, this.kinds[right]!].sort((a, b) => a.size - b.size);
    for (const kind of few!) if (many!.has(kind)) return true;
    return false;
  }
}
