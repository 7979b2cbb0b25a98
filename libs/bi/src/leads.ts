import { newest } from './newest.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

export const leads: View = {
  name: 'leads',
  comment: 'One row a lead, as it stands now. Leads that are gone are not in it.',
  columns: [
    workspaceColumn('l.workspace'),
    column('lead_id', 'String', 'Id of the lead in its source.', 'l.lead_id'),
    column('created_at', instant, 'When the lead was created, UTC.', 'l.created_at'),
    column(
      'status',
      label,
      'new, assigned, contacted, qualified, accepted, rejected, disqualified or converted.',
      'l.status',
    ),
    column(
      'stage',
      label,
      'Stage of the funnel that it is in now, by the agreed definitions. Empty: in none.',
      'l.stage_name[arrayLastIndex(t -> toUnixTimestamp64Milli(t) = 0, l.stage_left_at)]',
    ),
    column('person', 'String', 'Pseudonymous person, as in people. Empty: nobody is named.', 'l.person'),
    column('account_id', 'String', 'Pseudonymous account, as in accounts. Empty: none.', 'l.account_id'),
    column('segment', label, 'Segment of the account. Empty: none.', 'l.segment'),
    column('owner', label, 'Owner in the source system. Empty: none.', 'l.owner'),
    column(
      'deal_id',
      'String',
      'Deal that it became, as in deals, where that was not deleted since. Empty: none named.',
      'l.deal_id',
    ),
    column(
      'channel',
      label,
      'Channel of the last touch at or before creation that is not direct. Empty: no touch.',
      'l.channel',
    ),
    column('campaign', label, 'Campaign of that touch. Empty: none.', 'l.campaign'),
    column('source', label, 'utm_source of that touch. Empty: none.', 'l.source'),
    column('medium', label, 'utm_medium of that touch. Empty: none.', 'l.medium'),
    column(
      'first_channel',
      label,
      'Channel of the first touch of the person. Empty: no touch at or before creation.',
      'l.first_channel',
    ),
    column('first_campaign', label, 'Campaign of that touch. Empty: none.', 'l.first_campaign'),
    column(
      'first_sales_touch_at',
      `Nullable(${instant})`,
      'First touch by sales from creation on, UTC. NULL: none.',
      'if(empty(l.sales_at), NULL, arrayMin(l.sales_at))',
    ),
  ],
  from: `FROM ${newest('leads', 'lead_id')} AS l`,
};

const left = (at: string) => `if(toUnixTimestamp64Milli(${at}) = 0, NULL, ${at})`;

export const stageEntries: View = {
  name: 'stage_entries',
  comment:
    'One row a visit of a lead to a stage of the funnel, or of a deal to a stage of its pipeline; who comes back has a row more. Count subjects with uniqExact(subject_id), visits with count().',
  columns: [
    workspaceColumn(),
    column('subject', label, 'lead or deal.'),
    column('subject_id', 'String', 'lead_id of leads, or deal_id of deals.'),
    column('visit', 'UInt32', 'Which of the stages in order of time, 1 = first.'),
    column('stage', label, 'Stage that was entered.'),
    column('entered_at', instant, 'When it was entered, UTC.'),
    column('left_at', `Nullable(${instant})`, 'When it was left, UTC. NULL: it is still in.'),
    column(
      'days_in_stage',
      'Nullable(Float64)',
      'Days of 24 hours in the stage. NULL: it is still in.',
      "dateDiff('millisecond', entered_at, left_at) / 86400000",
    ),
    column(
      'rule',
      label,
      'Criterion of the definitions that put a lead there. Empty: a deal, moved in its source.',
    ),
    column('owner', label, 'Owner as of now. Empty: none.'),
    column('account_id', 'String', 'Pseudonymous account, as in accounts. Empty: none.'),
    column('channel', label, 'Channel of the lead, as in leads. Empty: a deal, or no touch.'),
  ],
  from: `FROM (
  SELECT l.workspace AS workspace, 'lead' AS subject, l.lead_id AS subject_id, nth AS visit, name AS stage, at AS entered_at,
    ${left('left_stage')} AS left_at, of_rule AS rule, l.owner AS owner, l.account_id AS account_id, l.channel AS channel
  FROM ${newest('leads', 'lead_id')} AS l
  ARRAY JOIN arrayEnumerate(l.stage_name) AS nth, l.stage_name AS name, l.stage_at AS at, l.stage_left_at AS left_stage, l.stage_rule AS of_rule
  UNION ALL
  SELECT d.workspace, 'deal', d.deal_id, nth, name, at, ${left('left_stage')}, '', d.owner, d.account_id, ''
  FROM ${newest('deals', 'deal_id')} AS d
  ARRAY JOIN arrayEnumerate(d.stage_name) AS nth, d.stage_name AS name, d.stage_at AS at,
    arrayResize(arraySlice(d.stage_at, 2), length(d.stage_at)) AS left_stage)`,
};
