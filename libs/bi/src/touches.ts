import { personIdSql, signColumns } from '@touchstone/facts';
import { newestVersion } from './newest.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

const signs = Object.values(signColumns);
const classes = ['side', 'is_view', 'channel', 'channel_rule'];
const newestRules = '(SELECT max(version) FROM reclassified_touches)';

/** Touches, classified by the definitions in force; those that no later definitions can be about are read as they are. */
export const classifiedTouches = `(
  SELECT * FROM touches WHERE rules_version >= ${newestRules}
  UNION ALL
  SELECT o.* REPLACE (${classes.map((name) => `if(l.version > o.rules_version, l.${name}, o.${name}) AS ${name}`).join(', ')})
  FROM (SELECT * FROM touches WHERE rules_version < ${newestRules}) AS o
  LEFT ANY JOIN (SELECT * FROM reclassified_touches ORDER BY version DESC LIMIT 1 BY workspace, ${signs.join(', ')}) AS l
    ON ${['workspace', ...signs].map((name) => `o.${name} = l.${name}`).join(' AND ')})`;

/** Person and account of a key at a moment: those of the last of its stretches that has begun by then. */
export const personOf = (field: string) =>
  `k.${field}[arrayLastIndex((a, e) -> (a, e) <= (t.occurred_at, t.event_id), k.from_at, k.from_event)]`;

export const newestKeys = newestVersion('person_keys', 'person_key');

export const touches: View = {
  name: 'touches',
  comment:
    'One row a recorded marketing or sales interaction, page views each for itself (credit counts visits, see credit). Never join it to credit or deals and sum: that multiplies money by touches.',
  columns: [
    workspaceColumn('t.workspace'),
    column(
      'position',
      'UInt64',
      'Place of the event in the log of the workspace; unique, names the touch.',
      't.position',
    ),
    column('event_id', 'String', 'Id of the event within its source.', 't.event_id'),
    column('occurred_at', instant, 'Moment of the touch, UTC.', 't.occurred_at'),
    column(
      'person',
      'String',
      'Pseudonymous person, as in people. Empty: nobody that may be linked.',
      `if(t.person_key = '', '', ${personIdSql('t.workspace', `if(k.person_key = '', t.person_key, ${personOf('person')})`)})`,
    ),
    column(
      'account_id',
      'String',
      'Pseudonymous account of the person, as in accounts. Empty: none.',
      `if(k.person_key = '', '', ${personOf('account_id')})`,
    ),
    column('interaction', label, 'What the visitor did or received, such as form_submit.', 't.interaction'),
    column('side', label, 'marketing or sales.', 't.side'),
    column('is_view', 'UInt8', '1: sent, opened or only seen; gets no credit.', 't.is_view'),
    column('channel', label, 'Channel by the definitions in force.', 't.channel'),
    column('channel_rule', label, 'Rule that decided the channel, such as utm.', 't.channel_rule'),
    column('source', label, 'utm_source as sent. Empty: none.', 't.source'),
    column('medium', label, 'utm_medium as sent. Empty: none.', 't.medium'),
    column('campaign', label, 'utm_campaign as sent. Empty: none.', 't.campaign'),
    column(
      'content',
      label,
      'utm_content as sent; content of credit is content_id here. Empty: none.',
      't.content',
    ),
    column('term', label, 'utm_term as sent. Empty: none.', 't.term'),
    column('referrer_host', label, 'Host of the referring page. Empty: none.', 't.referrer_host'),
    column(
      'landing_path',
      'String',
      'Path of the page, without its query. Empty: not a page.',
      't.landing_path',
    ),
    column('content_id', label, 'Id of the page, paper, webinar or talk. Empty: none.', 't.content_id'),
    column('event_source', label, 'System that sent the event.', 't.event_source'),
  ],
  from: `FROM ${classifiedTouches} AS t
LEFT ANY JOIN ${newestKeys} AS k ON t.workspace = k.workspace AND t.person_key = k.person_key`,
};
