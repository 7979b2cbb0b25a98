import { describe, expect, it } from '@jest/globals';
import { defaultDefinitions } from '@touchstone/timeline';
import { touchFact } from '../../../tests/support/fact-examples.js';
import { concernsLeads } from './concerning-touches.js';

const concerns = (more: Parameters<typeof touchFact>[0], definitions = defaultDefinitions) =>
  concernsLeads(touchFact(more), definitions);

describe('a touch after the creation of a lead', () => {
  it('concerns it where sales touched, or points or an intent ask for it', () => {
    expect(concerns({ side: 'sales', interaction: 'outbound_email_sent', isView: true })).toBe(true);
    expect(concerns({ interaction: 'form_submit' })).toBe(true);
    expect(concerns({ interaction: 'page_view', landingPath: '/pricing' })).toBe(true);
    expect(concerns({ interaction: 'page_view', landingPath: '/blog' })).toBe(false);
    expect(concerns({ interaction: 'email_sent', isView: true })).toBe(false);
  });

  it('concerns it where a stage asks for it', () => {
    const behaviour = { touches: { path: { startsWith: '/blog' } }, atLeast: 1, withinHours: 1 };
    const mql = [{ name: 'reads', all: [{ behaviour }] }];
    const stages = { ...defaultDefinitions.stages, mql };
    const definitions = { ...defaultDefinitions, stages };
    expect(concerns({ interaction: 'page_view', landingPath: '/blog' }, definitions)).toBe(true);
  });
});
