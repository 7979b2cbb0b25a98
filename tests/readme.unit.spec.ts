import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

it('README asks for a window that does not age, and that its own events are in', () => {
  const text = readFileSync('README.md', 'utf8');
  const [, from, to] = /\/v1\/attribution\?\S*from=([\d-]+)&to=([\d-]+)/.exec(text)!;
  const times = [...text.matchAll(/"time": "([^"]+)"/g)].map(([, time]) => time!);
  expect(times.length).toBeGreaterThan(0);
  for (const time of [...times, '2020-01-01T00:00:00Z', '2099-12-31T00:00:00Z']) {
    expect(Date.parse(time)).toBeGreaterThanOrEqual(Date.parse(from!));
    expect(Date.parse(time)).toBeLessThan(Date.parse(to!));
  }
});
