import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { type ScoringAnswer, ScoringAnswerSchema } from './scoring-answer.js';

let api: TestApi;
let acme: string;

let ids = 0;
const event = (type: string, day: number, data: object): CloudEvent => ({
  ...{ specversion: '1.0', source: 'crm', id: `e${++ids}`, type: `${type}.v1` },
  ...{ time: new Date(Date.UTC(2026, 0, day)).toISOString(), data },
});
/** A lead of January 10th: what its person did on which days, and what became of it on the 20th. */
const lead = (name: string, touches: [string, number][], fate: 'won' | 'lost' | 'open') => [
  ...touches.map(([interaction, day]) =>
    event('touchpoint.recorded', day, { person: { email: `${name}@${name}.example` }, interaction }),
  ),
  event('lead.created', 10, { leadId: name, person: { email: `${name}@${name}.example` } }),
  ...(fate === 'lost' ? [event('lead.disqualified', 20, { leadId: name })] : []),
  ...(fate === 'won'
    ? [
        event('lead.converted', 20, { leadId: name, dealId: `D-${name}` }),
        event('deal.created', 20, { dealId: `D-${name}`, account: { domain: `${name}.example` } }),
        event('deal.won', 25, { dealId: `D-${name}` }),
      ]
    : []),
];

beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  const history = [
    lead(
      'ann',
      [
        ['webinar_attended', 5],
        ['webinar_attended', 6],
        ['meeting', 22],
      ],
      'won',
    ),
    lead(
      'bea',
      [
        ['webinar_attended', 5],
        ['form_submit', 9],
      ],
      'won',
    ),
    lead('cem', [['form_submit', 9]], 'won'),
    lead('dan', [['webinar_attended', 5]], 'lost'),
    lead('eve', [['form_submit', 9]], 'lost'),
    lead('fay', [], 'lost'),
    lead('gus', [], 'lost'),
    lead('hal', [['form_submit', 9]], 'open'),
  ];
  await api.bench.append('acme', history.flat());
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const window = 'from=2026-01-01&to=2026-02-01';

it('GET /v1/scoring holds each rule against what became of leads', async () => {
  const { body } = await api.get(`/v1/scoring?${window}`, acme).expect(200);
  expect(ScoringAnswerSchema.parse(body)).toEqual(body);
  const { all, rules } = body as ScoringAnswer;
  expect(all).toEqual({ leads: 8, won: 3, lost: 4, winRate: 3 / 7 });
  // webinar: two of three won with it, one of four without; form: two of three, and one of four. The meeting came after
  // the deal was created and tells nothing.
  expect(rules).toEqual([
    {
      ...{ rule: 'form', points: 10, lift: 2 / 3 / (1 / 4) },
      with: { leads: 4, won: 2, lost: 1, winRate: 2 / 3 },
      without: { leads: 4, won: 1, lost: 3, winRate: 1 / 4 },
      ...{ averagePointsWon: 10, averagePointsLost: 10 },
    },
    {
      ...{ rule: 'webinar', points: 15, lift: 2 / 3 / (1 / 4) },
      with: { leads: 3, won: 2, lost: 1, winRate: 2 / 3 },
      without: { leads: 5, won: 1, lost: 3, winRate: 1 / 4 },
      ...{ averagePointsWon: 22.5, averagePointsLost: 15 },
    },
  ]);
  const csv = await api.get(`/v1/scoring?${window}`, acme).set('accept', 'text/csv').expect(200);
  expect(csv.text.split('\r\n')[1]).toMatch(/^form,10,4,2,1,0\.66/);
  expect((await api.get('/v1/scoring', acme).expect(400)).body.detail).toContain('from: is missing');
});
