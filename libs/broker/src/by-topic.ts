/** Groups by topic; the order within a topic stays. */
export function byTopic<T extends { topic: string }>(items: T[]): [topic: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.topic);
    if (group) group.push(item);
    else groups.set(item.topic, [item]);
  }
  return [...groups];
}
