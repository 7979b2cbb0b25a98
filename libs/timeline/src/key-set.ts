/** Keys of which something is known. */
export class KeySet {
  private readonly keys = new Set<string>();

  get size(): number {
    return this.keys.size;
  }

  /** Those of the keys that are not in it, once each. */
  missing(keys: Iterable<string>): string[] {
    const missing = new Set<string>();
    for (const key of keys) if (!this.keys.has(key)) missing.add(key);
    return [...missing];
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) this.keys.add(key);
  }
}
