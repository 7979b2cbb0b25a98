import { generateDemo } from '../../apps/standalone/dist/demo/generate.js';

/** The demo of one seed has some 65,000 events; two at a time are mixed, which keeps the memory of a bench bounded. */
const demosAtATime = 2;
const end = new Date('2026-06-30T00:00:00Z');

/**
 * Exactly `count` events (duplicates and all the other troubles of the demo included) of ONE workspace, in runs, the
 * same ones each time: demos of several seeds whose people, companies and deals have names of their own.
 */
export function* demoEvents(count) {
  let left = count;
  for (let seed = 1; left > 0; seed += demosAtATime) {
    const demos = Array.from({ length: demosAtATime }, (_, nth) => demoOf(seed + nth));
    const events = alternating(demos).slice(0, left);
    left -= events.length;
    yield events;
  }
}

const demoOf = (seed) =>
  generateDemo({ seed, end }).map((event) => (seed === 1 ? event : renamed(event, seed)));

function* roundRobin(lists) {
  const longest = Math.max(...lists.map((list) => list.length));
  for (let index = 0; index < longest; index++)
    for (const list of lists) if (index < list.length) yield list[index];
}

const alternating = (lists) => [...roundRobin(lists)];

const identifiers = new Set(['anonymousId', 'userId', 'leadId', 'dealId', 'subscriptionId']);

/** The event as it would be in a world where everybody has another name; one's own site and the campaigns stay. */
function renamed(event, seed) {
  return { ...event, id: `${event.id}-${seed}`, data: renamedData(event.data, seed) };
}

function renamedData(value, seed) {
  if (Array.isArray(value)) return value.map((one) => renamedData(one, seed));
  if (typeof value !== 'object' || value === null) return value;
  const copy = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === 'phone') continue; // the demo's numbers are few: two seeds would share them
    if (identifiers.has(name)) copy[name] = `${member}-${seed}`;
    else if (name === 'crmIds') copy[name] = member.map((id) => `${id}-${seed}`);
    else if (name === 'domain' || name === 'email')
      copy[name] = member.replace(/\.example$/, `-${seed}.example`);
    else copy[name] = renamedData(member, seed);
  }
  return copy;
}
