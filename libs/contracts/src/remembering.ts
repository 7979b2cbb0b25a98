/**
 * A pure function of a text that keeps its results, as the same people come again and again. It holds at most `limit`
 * of them; then it starts anew. Results are shared: nobody may change them.
 */
export function remembering<T extends string | null>(
  limit: number,
  compute: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = compute(text);
    if (known.size >= limit) known.clear();
    known.set(text, result);
    return result;
  };
}
