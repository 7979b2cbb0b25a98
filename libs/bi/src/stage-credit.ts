import { wholeConversion } from '@touchstone/attribution';
import { wholesSql } from './whole-amounts.js';
import { creditGroups, creditParts } from './credit-groups.js';
import { creditNames, newestOf, noCredit, viewModels } from './credit-rows.js';
import { column, label, type View, workspaceColumn } from './view.js';

const isDeal = `kind = 'deal.created'`;
/** A lead begins its journey itself, and has no opportunity yet; of a deal both are in its journey. */
const ofLeads: Record<string, string> = {
  created_at: `if(${isDeal}, journeys.created_at, NULL) AS created_at`,
  lead_at: `if(${isDeal}, journeys.lead_at, if(journeys.created_at IS NULL, [], [assumeNotNull(journeys.created_at)])) AS lead_at`,
  lead_reach: `if(${isDeal}, journeys.lead_reach, [255]) AS lead_reach`,
};

const stageParts = creditParts('bi_stage_parts', 'Stages shared out, a row a touch or reason.', {
  journeysOf: (columns) =>
    newestOf(['lead.created', 'lead.qualified', 'deal.created'])(
      columns.map((name) => ofLeads[name] ?? name),
    ),
  columns: ['kind'],
  split: wholeConversion,
});

const groups = creditGroups(
  {
    ...{ workspace: 'workspace', month: 'toStartOfMonth(toDate(converted_at))' },
    stage: `multiIf(${isDeal}, 'opportunity', kind = 'lead.created', 'lead', 'mql')`,
  },
  stageParts,
  { type: 'Int128', shares: false },
);

const keys = 'workspace, month, channel, stage';

export const stageCredit: View = {
  name: 'stage_credit',
  behind: [stageParts],
  comment: `One row a channel, calendar month (UTC) and stage: leads, MQLs or opportunities of the month by each model. Choose one stage: never add leads to opportunities. Cost of a lead is sum(total_cost_minor) of acquisition_cost / sum(reached_<model>), each summed by itself first. Channel ${noCredit}: what no touch has credit for. Fixed parameters as in credit.`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    column(
      'month',
      'Date',
      'First day of the month in which the lead was created or qualified, or the deal created, UTC.',
    ),
    column(
      'stage',
      label,
      'lead: created; mql: qualified by the source, not by stages that are published (those are in stage_entries); opportunity: deal created.',
    ),
    ...viewModels.map((model) =>
      column(
        `reached_${model}`,
        'Decimal(38, 12)',
        `How many by ${model}, fractions of; of a stage the column sums to their number.`,
        wholesSql(`parts_${model}`),
      ),
    ),
  ],
  from: `FROM (
  SELECT ${keys}, ${viewModels.map((model) => `sum(${creditNames(model).credit}) AS parts_${model}`).join(', ')}
  FROM (${groups}) GROUP BY ${keys})`,
};
