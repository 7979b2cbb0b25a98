import type { CloudEvent } from '@touchstone/contracts';

type Data = Record<string, never> & {
  channel?: string;
  person: { email: string };
  account: { domain: string };
  amount: { amountMinor: number; currency: string };
  dealId: string;
  platform: string;
  campaign: string;
  kind: string;
  day: string;
  cost: { amountMinor: number; currency: string };
  from: string;
  rate: string;
};

export type PlainModel = 'first' | 'last' | 'linear';

/** What a group costs and brings: money in minor units, customers in 10^-12. */
export interface PlainRow {
  media: bigint;
  loaded: bigint;
  revenue: bigint;
  customers: bigint;
}

const whole = 1_000_000_000_000n;
const dataOf = (event: CloudEvent) => event.data as Data;
const monthOf = (time: string) => time.slice(0, 7);

/** Parts of an amount by weights: floors, then the rest by largest remainder, ties to the first. */
function split(amount: bigint, weights: bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  const parts = weights.map((weight) => (amount * weight) / sum);
  const rest = amount - parts.reduce((a, b) => a + b, 0n);
  const order = weights
    .map((weight, at) => ({ at, remainder: (amount * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (const { at } of order.slice(0, Number(rest))) parts[at]! += 1n;
  return parts;
}

/**
 * Acquisition cost in plain TypeScript, straight from events and the definitions, in UTC and euros: channels are those that
 * events name, touches are form submissions, accounts are domains. Rows by `month channel`; the channel is `(unattributed)`
 * for what has no touch. Won deals in another currency have no rate: they count, and are worth nothing.
 */
export function plainAcquisition(
  events: readonly CloudEvent[],
  { from, to, model }: { from: string; to: string; model: PlainModel },
): Map<string, PlainRow> {
  const rows = new Map<string, PlainRow>();
  const rowOf = (month: string, channel: string) => {
    const key = `${month} ${channel}`;
    const row = rows.get(key) ?? { media: 0n, loaded: 0n, revenue: 0n, customers: 0n };
    rows.set(key, row);
    return row;
  };
  addCosts();
  addConversions();
  return rows;

  function addCosts(): void {
    const inForce = new Map<string, Data>();
    for (const event of events) {
      if (event.type !== 'spend.recorded.v1') continue;
      const { platform, campaign, day, kind } = dataOf(event);
      inForce.set([platform, campaign, day, kind].join('|'), dataOf(event));
    }
    const blended = new Map<string, bigint>();
    const media = new Map<string, bigint>();
    for (const { day, kind, channel, campaign, cost } of inForce.values()) {
      if (day < from || day >= to) continue;
      const euros = inEuros(cost, day);
      if (euros === null) continue;
      const month = monthOf(day);
      if (!channel && kind !== 'media') {
        blended.set(`${month} ${kind}`, (blended.get(`${month} ${kind}`) ?? 0n) + euros);
        continue;
      }
      const row = rowOf(month, channel ?? '(unmapped)');
      row.loaded += euros;
      if (kind !== 'media') continue;
      row.media += euros;
      const cell = `${month} ${channel ?? '(unmapped)'} ${campaign}`;
      media.set(cell, (media.get(cell) ?? 0n) + euros);
    }
    for (const [key, cost] of blended) {
      const [month = ''] = key.split(' ');
      const cells = [...media]
        .filter(([cell, amount]) => cell.startsWith(month) && !cell.includes('(unmapped)') && amount > 0n)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      if (cells.length === 0) rowOf(month, '(unmapped)').loaded += cost;
      else
        split(
          cost,
          cells.map(([, amount]) => amount),
        ).forEach((part, at) => (rowOf(month, cells[at]![0].split(' ')[1]!).loaded += part));
    }
  }

  /** At the rate of the day, or of the last before it that has one; half to even. */
  function inEuros({ amountMinor, currency }: Data['cost'], day: string): bigint | null {
    if (currency === 'EUR') return BigInt(amountMinor);
    const rates = events
      .filter(({ type }) => type === 'fx.rate_set.v1')
      .map(dataOf)
      .filter((rate) => rate.from === currency && rate.day <= day)
      .sort((a, b) => (a.day < b.day ? 1 : -1));
    if (!rates[0]) return null;
    const scaled = BigInt(amountMinor) * BigInt(rates[0].rate.replace('.', '')); // rates of four decimals
    const [floor, rest] = [scaled / 10_000n, scaled % 10_000n];
    return rest > 5_000n || (rest === 5_000n && floor % 2n === 1n) ? floor + 1n : floor;
  }

  function addConversions(): void {
    const won = events
      .filter(({ type }) => type === 'deal.won.v1')
      .sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? -1 : 1));
    const known = new Set<string>();
    for (const { time, data } of won) {
      const { account, amount } = data as Data;
      const isNew = !known.has(account.domain);
      known.add(account.domain);
      if (time < from || time >= to) continue;
      const channels = touchesOf(account.domain, time);
      const credit = (total: bigint): [string, bigint][] => {
        if (channels.length === 0) return [['(unattributed)', total]];
        if (model === 'first') return [[channels[0]!, total]];
        if (model === 'last') return [[channels.at(-1)!, total]];
        return split(
          total,
          channels.map(() => 1n),
        ).map((part, at) => [channels[at]!, part]);
      };
      // a row is there for the opportunity as well, whatever it is worth
      const worth = amount.currency === 'EUR' ? BigInt(amount.amountMinor) : 0n;
      for (const [channel, part] of credit(worth)) rowOf(monthOf(time), channel).revenue += part;
      if (isNew) for (const [channel, part] of credit(whole)) rowOf(monthOf(time), channel).customers += part;
    }
  }

  function touchesOf(domain: string, until: string): string[] {
    const since = new Date(Date.parse(until) - 90 * 86_400_000).toISOString();
    return events
      .filter(({ type, time }) => type === 'touchpoint.recorded.v1' && time >= since && time <= until)
      .filter((event) => dataOf(event).person.email.endsWith(`@${domain}`))
      .sort((a, b) => (a.time === b.time ? (a.id < b.id ? -1 : 1) : a.time < b.time ? -1 : 1))
      .map((event) => dataOf(event).channel!);
  }
}
