import { clickIdNames } from '@touchstone/contracts';
import type { Call } from './call.js';
import { cut, fieldsOf, present, textOf } from './fields.js';
import { accountOf, personOf } from './who.js';

const contentIdNames = [
  'contentId',
  'content_id',
  'webinarId',
  'webinar_id',
  'assetId',
  'asset_id',
  'formId',
  'form_id',
];

/**
 * The data of a touchpoint. Campaign fields come from context.campaign, else from the URL's query, else from utm_*
 * properties. Query strings and other properties are not kept: they may hold personal data that nothing marks.
 */
export function touchOf(call: Call, interaction: unknown): Record<string, unknown> {
  const { context, properties } = call;
  const page = fieldsOf(context['page']);
  const campaign = fieldsOf(context['campaign']);
  const url = textOf(properties['url'], page['url']);
  const query = new URLSearchParams(queryOf(url) ?? textOf(properties['search'], page['search']) ?? '');
  const utm = (name: string, ...from: unknown[]) =>
    cut(textOf(...from, query.get(`utm_${name}`), properties[`utm_${name}`]), 500);

  return {
    interaction,
    person: personOf(call) ?? {},
    ...present({
      account: accountOf(call),
      source: utm('source', campaign['source']),
      medium: utm('medium', campaign['medium']),
      campaign: utm('campaign', campaign['name']),
      term: utm('term', campaign['term']),
      content: utm('content', campaign['content']),
      clickIds: present(
        Object.fromEntries(
          clickIdNames.map((name) => [name, cut(textOf(query.get(name), properties[name]), 500)]),
        ),
      ),
      referrer: cut(withoutQuery(textOf(properties['referrer'], page['referrer'])), 4000),
      page: present({
        url: cut(withoutQuery(url), 4000),
        path: cut(withoutQuery(textOf(properties['path'], page['path']) ?? pathOf(url)), 2000),
        title: cut(textOf(properties['title'], page['title'], call.raw['name']), 1000),
      }),
      contentId: cut(textOf(...contentIdNames.map((name) => properties[name])), 500),
      attributes: present({ event: cut(textOf(call.raw['event']), 500) }),
    }),
  };
}

function queryOf(url: string | undefined): string | undefined {
  const from = url?.indexOf('?') ?? -1;
  return from < 0 ? undefined : url!.slice(from + 1).split('#', 1)[0];
}

const withoutQuery = (url: string | undefined): string | undefined => url?.split(/[?#]/, 1)[0] || undefined;

function pathOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).pathname : undefined;
}
