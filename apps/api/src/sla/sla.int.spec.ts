import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { leadStory } from '../leads/lead-story.fixture.spec.js';
import { SlaAnswerSchema, SlaLeadsAnswerSchema } from './sla-answer.js';

const { answer, bench, get, keyOf } = toldApi(leadStory);

const spring = 'from=2026-03-01&to=2026-05-01&judgedAt=2026-04-30T22:00:00Z';
const hour = 3_600_000;
const sla = (query: string, key?: string) => answer(`/v1/sla?${query}`, SlaAnswerSchema, key);
const leads = (path: string) => answer(path, SlaLeadsAnswerSchema);

describe('GET /v1/sla', () => {
  it('says how the agreement was kept: one in time over the change of the clocks, one late, one forgotten', async () => {
    const { totals, report } = await sla(spring);
    expect(report.terms).toMatchObject({ position: 2, timeZone: 'Europe/Berlin', contactHours: 8 });
    // Ann: 16:30 to 17:00 and 9:00 to 10:00. Bea was assigned with her qualification, of high intent, on Thursday 16:00
    // and called on Friday at 11:00: 3 h. In her second life nobody called within 8 h.
    expect(totals.contact).toMatchObject({
      ...{ clocks: 3, met: 1, breached: 1, never_worked: 1, withdrawn: 0, running: 0 },
      metRate: 1 / 3,
    });
    // Ann 1 h + 3 h; Bea 1 h + 8 h + 1 h on Tuesday after Easter: both within 16 h
    expect(totals.disposition).toMatchObject({ clocks: 2, met: 2, metRate: 1 });
    expect(totals.systemDelay).toEqual({ count: 2, medianMs: hour / 4, p90Ms: 0.45 * hour });
    expect(totals.humanDelay).toEqual({ count: 2, medianMs: 2.25 * hour, p90Ms: 2.85 * hour });
    expect(totals.decisions).toMatchObject({
      accepted: 1,
      rejected: 1,
      disqualified: 0,
      acceptanceRate: 0.5,
    });
    expect(totals.reasons).toMatchObject([
      { outcome: 'rejected', reason: 'too small', isAgreed: false, leads: 1, afterContact: 1 },
    ]);
  });

  it('by owner, team, channel and segment; each number has its leads', async () => {
    const { rows, totals } = await sla(`${spring}&groupBy=channel,segment,team`);
    expect(
      rows.map(({ channel, segment, team, contact }) => [channel, segment, team, contact.clocks]),
    ).toEqual([
      ['paid-search', 'smb', '(none)', 1],
      ['webinar', 'enterprise', 'north', 1],
      ['paid-search', 'smb', 'north', 1],
    ]);
    for (const row of [totals, ...rows]) {
      for (const clock of ['contact', 'disposition'] as const) {
        const { leads: found } = await leads(row[clock].links.leads);
        expect(found).toHaveLength(row[clock].clocks);
        for (const state of ['met', 'breached', 'never_worked', 'withdrawn', 'running'] as const)
          expect(found.filter((one) => one.state === state)).toHaveLength(row[clock][state]);
      }
      const { accepted, rejected, disqualified, links } = row.decisions;
      expect((await leads(links.leads)).leads).toHaveLength(accepted + rejected + disqualified);
    }
  });

  it('lists leads by page with what was due when', async () => {
    const first = await leads(`/v1/sla/leads?${spring}&limit=2`);
    expect(first.leads).toMatchObject([
      { leadId: 'L-ann', state: 'met', isHighIntent: false, elapsedMs: 1.5 * hour, limitMs: 8 * hour },
      {
        ...{ leadId: 'L-bea', state: 'breached', isHighIntent: true, elapsedMs: 3 * hour, limitMs: hour },
        ...{ dueAt: '2026-04-02T15:00:00.000Z', endedAt: '2026-04-03T09:00:00.000Z', owner: 'ae-2' },
      },
    ]);
    const cursor = encodeURIComponent(first.nextCursor!);
    const second = await leads(`/v1/sla/leads?${spring}&limit=2&cursor=${cursor}`);
    expect(second.leads).toMatchObject([
      { leadId: 'L-bea', state: 'never_worked', team: 'north', endedAt: null },
    ]);
    expect(second.nextCursor).toBeNull();
    expect(
      (await leads(`/v1/sla/leads?${spring}&clock=decision&state=rejected&reason=student`)).leads,
    ).toEqual([]);
  });

  it('judges what runs at judgedAt, else when the position of asOf was recorded, never later', async () => {
    const window = 'from=2026-03-01&to=2026-05-01';
    const at = (moment: string) => sla(`${window}&judgedAt=${moment}`);
    // half an hour after Ann was assigned: her clock has run for as long
    expect((await at('2026-03-27T16:00:00Z')).totals.contact).toMatchObject({ clocks: 1, running: 1 });
    expect((await at('2026-04-20T15:00:00Z')).totals.contact).toMatchObject({ never_worked: 0, running: 1 });
    const asOf = leadStory.length;
    const [one, again] = [await sla(`${window}&asOf=${asOf}`), await sla(`${window}&asOf=${asOf}`)];
    expect(one).toEqual(again);
    const [event] = await bench().reader.at('acme', [asOf]);
    expect(one.report.judgedAt).toBe(new Date(event!.recordedAt).toISOString());
    expect((await sla(`${window}&asOf=4`)).totals.contact.clocks).toBe(0);
  });

  it('counts a delay that began before the window in full', async () => {
    // Ann was qualified at 16:00 and assigned at 16:30, when her clock of contact started
    const { totals } = await sla(spring.replace('2026-03-01', '2026-03-27T15:30:00Z'));
    expect(totals).toMatchObject({ contact: { clocks: 3 }, disposition: { clocks: 1 } });
    expect(totals.systemDelay).toEqual({ count: 2, medianMs: hour / 4, p90Ms: 0.45 * hour });
  });

  it('takes no longer for a window of centuries', async () => {
    const within = async (window: string) => (await sla(`${window}&judgedAt=2026-04-30T22:00:00Z`)).totals;
    const [all, some] = [
      await within('from=1700-01-01&to=2299-01-01'),
      await within('from=2026-03-01&to=2026-05-01'),
    ];
    expect(all.contact).toMatchObject({ clocks: some.contact.clocks, met: some.contact.met });
    expect(all.systemDelay).toEqual(some.systemDelay);
  });

  it('answers CSV, and is empty where there is nobody', async () => {
    const csv = await get(`/v1/sla?${spring}&groupBy=owner`).set('accept', 'text/csv').expect(200);
    expect(csv.text).toMatch(/^owner,figure,reason,value,asOf\r\n/);
    expect(csv.text).toContain(`ae-2,rejected,too small,1,${leadStory.length}`);
    const page = await get(`/v1/sla/leads?${spring}`).set('accept', 'text/csv').expect(200);
    const flags = page.text.split('\r\n').map((line) => line.split(',')[8]);
    expect(flags).toEqual(['isHighIntent', 'false', 'true', 'false', undefined]);
    const { totals, rows } = await sla(`${spring}&groupBy=owner`, await keyOf('nobody'));
    expect([totals.contact.metRate, totals.humanDelay.medianMs, rows]).toEqual([null, null, []]);
  });

  it.each([
    ['/v1/sla?from=2026-05-01&to=2026-03-01', 'to: is after from'],
    ['/v1/sla?from=2026-03-01', 'to: is missing'],
    [`/v1/sla?${spring}&team=north,east`, 'team: east is not among the teams: north, (none)'],
    [`/v1/sla?${spring}&groupBy=colour`, 'allowed are channel, campaign'],
    [`/v1/sla?${spring}&colour=red`, 'colour: is not known; allowed are from, to'],
    ['/v1/sla?from=2026-03-01&to=2026-05-01&judgedAt=2999-01-01T00:00:00Z', 'judgedAt: is at most a year'],
    ['/v1/leads/L-ann?judgedAt=2999-01-01T00:00:00Z', 'judgedAt: is at most a year'],
    [`/v1/sla?${spring}&asOf=99999`, 'beyond the end of the log'],
    [`/v1/sla/leads?${spring}&state=late`, 'allowed are met, breached'],
    [`/v1/sla/leads?${spring}&state=accepted`, 'clock=decision'],
    [`/v1/sla/leads?${spring}&reason=x`, 'clock=decision'],
    [`/v1/sla/leads?${spring}&cursor=x`, 'cursor'],
  ])('%s is answered with what is allowed', async (path, text) => {
    const { body } = await get(path).expect(400);
    expect(body.detail).toContain(text);
  });
});
