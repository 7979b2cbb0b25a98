import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the condition holds; fails after `limitMs`, naming the condition by its source. */
export async function eventually(holds: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  for (const limit = Date.now() + limitMs; !(await holds()); await sleep(25)) {
    if (Date.now() > limit) throw new Error(`Not within ${limitMs} ms: ${holds.toString()}`);
  }
}
