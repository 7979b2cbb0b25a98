/** Named sets of keys that grow together: the raw components that evidence connects when guards are ignored. */
export class Components {
  private readonly nameOf = new Map<string, string>();
  private readonly members = new Map<string, Set<string>>();

  put(key: string, component: string): void {
    this.nameOf.set(key, component);
    const members = this.members.get(component);
    if (members) members.add(key);
    else this.members.set(component, new Set([key]));
  }

  /** Name of a key's component; a key never seen is its own. */
  of(key: string): string {
    return this.nameOf.get(key) ?? key;
  }

  membersOf(component: string): ReadonlySet<string> {
    return this.members.get(component) ?? new Set();
  }

  /** Moves all keys of one component into another. @returns the keys moved. */
  merge(from: string, into: string): string[] {
    const moved = [...this.membersOf(from)];
    this.members.delete(from);
    for (const key of moved) this.put(key, into);
    return moved;
  }
}
