import type { Transition } from './paths.js';
import { ratio, sumOf } from './whole-numbers.js';

/** Channels of journeys as a Markov chain of order 1, counted. */
export interface Chain {
  channels: string[];
  /** Journeys that begin in each channel. */
  starts: bigint[];
  /** `between[from][to]`. */
  between: bigint[][];
  /** Journeys that end in each channel, by how they do. */
  conversions: bigint[];
  nulls: bigint[];
}

/** Counts of both kinds of journeys; a channel that follows itself is left out. */
export function chainOf(converting: readonly Transition[], open: readonly Transition[]): Chain {
  const named = [...converting, ...open].flatMap(({ from, to }) => [from, to]);
  const channels = [...new Set(named.filter((name) => name !== null))].sort();
  const at = new Map(channels.map((channel, index) => [channel, index]));
  const zeroes = () => channels.map(() => 0n);
  const chain: Chain = {
    channels,
    starts: zeroes(),
    between: channels.map(zeroes),
    conversions: zeroes(),
    nulls: zeroes(),
  };
  const count = (transitions: readonly Transition[], ends: bigint[]) => {
    for (const { from, to, count: times } of transitions) {
      if (from === to) continue;
      const row = from === null ? chain.starts : to === null ? ends : chain.between[at.get(from)!]!;
      row[at.get((from === null ? to : (to ?? from))!)!]! += BigInt(times);
    }
  };
  count(converting, chain.conversions);
  count(open, chain.nulls);
  return chain;
}

/** How often journeys go on from each channel, to wherever. */
export const departures = ({ between, conversions, nulls }: Chain): bigint[] =>
  between.map((row, at) => sumOf(row) + conversions[at]! + nulls[at]!);

const fraction = 96n;

/**
 * Removal effect of each channel as a whole number of 2^-96: 1 - P(conversion with the channel's inflow sent to NULL) /
 * P(conversion), in the chain's order.
 *
 * With (I-Q)^-1 the expected visits: a channel is ever visited with f = (s (I-Q)^-1)_c / (I-Q)^-1_cc, from it a journey
 * converts with b = ((I-Q)^-1 R)_c, so what is lost is f b of P = s (I-Q)^-1 R. I-Q is the matrix of counts divided by
 * departures, which fall out of that quotient: it is solved in whole numbers, so no name or order changes a digit.
 */
export function removalEffects(chain: Chain): bigint[] {
  const { starts, between, conversions } = chain;
  const leaving = departures(chain);
  const { adjugate } = inverse(
    between.map((row, from) => row.map((count, to) => (from === to ? leaving[from]! : 0n) - count)),
  );
  const visits = adjugate.map((_, c) => sumOf(starts.map((start, from) => start * adjugate[from]![c]!)));
  const converts = adjugate.map((row) => sumOf(row.map((entry, to) => entry * conversions[to]!)));
  const converted = sumOf(starts.map((start, from) => start * converts[from]!));
  if (converted === 0n) return starts.map(() => 0n);
  return adjugate.map((row, c) => ((visits[c]! * converts[c]!) << fraction) / (row[c]! * converted));
}

/** Removal effects as numbers from 0 to 1. */
export const effectNumber = (effect: bigint) => ratio(effect, 1n << fraction);

/**
 * Inverse of a matrix of whole numbers as its adjugate and determinant, both whole, by fraction-free elimination. Its
 * leading minors must not be 0: those of I-Q are positive, as from every channel journeys end.
 */
function inverse(matrix: readonly (readonly bigint[])[]): { adjugate: bigint[][]; determinant: bigint } {
  const size = matrix.length;
  let rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (column === at ? 1n : 0n))]);
  let determinant = 1n;
  for (let at = 0; at < size; at++) {
    const pivotRow = rows[at]!;
    const pivot = pivotRow[at]!;
    const before = determinant;
    if (pivot === 0n) throw new Error('a journey of the chain never ends');
    rows = rows.map((row, index) =>
      index === at
        ? row
        : row.map((entry, column) => (entry * pivot - row[at]! * pivotRow[column]!) / before),
    );
    determinant = pivot;
  }
  return { adjugate: rows.map((row) => row.slice(size)), determinant };
}
