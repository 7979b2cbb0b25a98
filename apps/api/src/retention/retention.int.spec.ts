import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { beforeChurn, customerStory } from '../customers/customers.fixture.spec.js';
import { RetentionAnswerSchema } from './retention-answer.js';

const { answer, csv, errors } = toldApi(customerStory);

const quarter = 'from=2025-01-01&to=2025-04-01&observedUntil=2025-05-01';
const retention = (query: string) => answer(`/v1/retention?${query}`, RetentionAnswerSchema);

describe('GET /v1/retention', () => {
  it('tells in one call which channels bring the customers who stay longest', async () => {
    const { report, rows, unattributed, total } = await retention(`${quarter}&atMonths=3`);
    expect(report).toMatchObject({
      atMonths: 3,
      sortBy: 'survival',
      groupBy: 'channel',
      asOf: customerStory.length,
    });
    expect(
      rows.map(({ channel, survival, customers, lostCustomers }) => [
        channel,
        survival,
        customers,
        lostCustomers,
      ]),
    ).toEqual([
      ['paid-search', 1, 0.5, 0],
      ['webinar', 0.333333333, 1.5, 1],
    ]);
    expect(rows[1]).toMatchObject({ medianMonths: 2 });
    // who came with a deal alone may have left, nobody knows
    expect(unattributed).toMatchObject([{ customers: 0, withoutSubscription: 1, survival: null, curve: [] }]);
    expect(total).toMatchObject({ customers: 2, lostCustomers: 1, withoutSubscription: 1, survival: 0.5 });
    expect(total.curve.map(({ month, atRisk, lost, censored }) => [month, atRisk, lost, censored])).toEqual([
      [0, 2, 0, 0],
      [1, 2, 0, 0],
      [2, 2, 1, 0],
      [3, 1, 0, 1],
    ]);
  });

  it('does not say what nobody was observed for', async () => {
    const { rows } = await retention(`${quarter}&groupBy=owner`);
    expect(rows.map(({ owner, survival, medianMonths }) => [owner, survival, medianMonths])).toEqual([
      ['bob', 0, 2],
      ['ann', null, null],
    ]);
    const { rows: campaigns } = await retention(`${quarter}&groupBy=campaign&atMonths=3&sortBy=customers`);
    expect(campaigns.map(({ campaign }) => campaign)).toEqual(['(none)', 'Brand']);
  });

  it('censors where observation ends, and answers as the log stood', async () => {
    const { total } = await retention('from=2025-01-01&to=2025-04-01&observedUntil=2025-03-01');
    expect(total).toMatchObject({
      lostCustomers: 0,
      curve: [{ month: 0 }, { month: 1, atRisk: 2, censored: 2 }],
    });
    const then = await retention(`${quarter}&asOf=${beforeChurn}`);
    expect(then.total).toMatchObject({ lostCustomers: 0, customers: 2 });
  });

  it('is a row a month as CSV', async () => {
    const text = await csv(`/v1/retention?${quarter}`);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe('channel,month,atRisk,lost,censored,survival,standardError,medianMonths,asOf');
    expect(lines).toContain(`webinar,2,1.5,1,0,0.333333333,0.384900179,2,${customerStory.length}`);
  });

  it.each([
    [`${quarter}&sortBy=name`, 'sortBy', 'allowed are survival, median, customers'],
    [`${quarter}&atMonths=0`, 'atMonths', 'whole number from 1 to 600'],
    [`${quarter}&cohort=month`, 'cohort', 'allowed are from, to'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/retention?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
