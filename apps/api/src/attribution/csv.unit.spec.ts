import { describe, expect, it } from '@jest/globals';
import { type AttributionAnswer, attributionExample } from '@touchstone/attribution';
import fc from 'fast-check';
import { attributionCsv, textCell } from './csv.js';

describe('attribution as CSV', () => {
  it('has a header, the rows, and what is unattributed', () =>
    expect(attributionCsv(attributionExample)).toBe(
      [
        'model,channel,reason,creditMinor,currency,conversions,asOf',
        'linear,paid-search,,833334,EUR,1.333333333,48213',
        'linear,webinar,,416666,EUR,0.666666667,48213',
        'linear,(unattributed),no_touch,250000,EUR,1,48213',
        '',
      ].join('\r\n'),
    ));

  it('quotes as RFC 4180 says, neutralises formulas in labels, and leaves negative money alone', () => {
    const answer: AttributionAnswer = {
      ...attributionExample,
      report: { ...attributionExample.report, groupBy: ['campaign'] },
      rows: [
        { model: 'linear', campaign: 'a "b", c\r\nd', creditMinor: '-5', conversions: 1 },
        { model: 'linear', campaign: '=HYPERLINK("http://x")', creditMinor: '-5', conversions: 1 },
      ],
      unattributed: [],
    };
    expect(attributionCsv(answer).split('\r\nlinear,').slice(1)).toEqual([
      '"a ""b"", c\r\nd",,-5,EUR,1,48213',
      `"'=HYPERLINK(""http://x"")",,-5,EUR,1,48213\r\n`,
    ]);
  });

  it('never lets a label begin as a formula does, and changes no other', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '＝'),
        (text, first) => {
          const cell = textCell(first + text);
          expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
          expect([first + text, `'${first}${text}`]).toContain(cell);
          if (/^[a-z(]/.test(first + text)) expect(cell).toBe(first + text);
        },
      ),
    ));
});
