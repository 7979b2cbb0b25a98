import { describe, expect, it } from '@jest/globals';
import { type AttributionAnswer, attributionExample } from '@touchstone/attribution';
import { attributionTable } from './attribution-table.js';

const inYen: AttributionAnswer = {
  ...attributionExample,
  report: { ...attributionExample.report, models: ['first', 'linear'], currency: 'JPY' },
  rows: [
    { model: 'first', channel: 'email', creditMinor: '9007199254740993', conversions: 1 },
    { model: 'linear', channel: 'email', creditMinor: '9007199254740000', conversions: 1 },
    { model: 'linear', channel: 'referral', creditMinor: '-500', conversions: 1 },
  ],
  totals: {
    first: { ...attributionExample.totals['linear']!, unattributedMinor: '7', crmMinor: '9007199254741000' },
    linear: { ...attributionExample.totals['linear']!, unattributedMinor: '7', crmMinor: '9007199254741000' },
  },
  unconverted: [{ currency: 'USD', amountMinor: '123456', conversions: 2 }],
};

describe('the attribution table', () => {
  it('shows channels, what is unattributed and the total, exact to the unit of the currency', () => {
    expect(attributionTable(attributionExample)).toBe(
      `Won revenue by channel, 2026-01-01 to 2026-04-01, in EUR
┌────────────────┬───────────┐
│ channel        │    linear │
├────────────────┼───────────┤
│ paid-search    │  8,333.34 │
│ webinar        │  4,166.66 │
│ (unattributed) │  2,500.00 │
│ total = CRM    │ 15,000.00 │
└────────────────┴───────────┘`,
    );
  });

  it('holds amounts that no float can, channels without credit, and what has no rate', () => {
    const lines = attributionTable(inYen).split('\n');
    expect(lines[4]).toBe('│ email          │ 9,007,199,254,740,993 │ 9,007,199,254,740,000 │');
    expect(lines[5]).toBe('│ referral       │                     0 │                  -500 │');
    expect(lines.at(-1)).toBe('Without a rate to JPY, and in no figure above: 1,234.56 USD');
  });
});
