import { newest } from './newest.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

const ms = (moment: string) => `toUnixTimestamp64Milli(${moment})`;
const until = ms("now64(3, 'UTC')");
const moment = (sql: string) => `if(${sql} = 0, NULL, fromUnixTimestamp64Milli(${sql}, 'UTC'))`;

/** Of a life `c`: name, start, whether it was done, end, when its time is over, working time, and what went before it. */
const clocks = `[
      ('contact', if(${ms('c.assigned_at')} != 0, ${ms('c.assigned_at')}, ${ms('c.qualified_at')}), ${ms('c.touched_at')} != 0,
        ${ms('c.contact_ended_at')}, ${ms('c.contact_due_at')}, c.contact_ms, c.system_delay_ms),
      ('disposition', ${ms('c.qualified_at')}, c.outcome != '',
        ${ms('c.disposition_ended_at')}, ${ms('c.disposition_due_at')}, c.disposition_ms, toInt64(-1))]`;

export const slaClocks: View = {
  name: 'sla_clocks',
  comment:
    'One row a clock of the agreement between marketing and sales, of a life of a lead: contact and disposition, each once a life that it started in. As it stands now. A lead that came back has more lives: count rows, or leads with uniqExact(lead_id). Kept in time: countIf(state = met) / countIf(state IN (met, breached, never_worked)).',
  columns: [
    workspaceColumn(),
    column('lead_id', 'String', 'Id of the lead, as in leads.'),
    column('life_started_at', instant, 'When the life of the lead began, UTC.', 'life_at'),
    column(
      'clock',
      label,
      'contact: from assignment, else qualification, to the first sales touch. disposition: from qualification to accepted, rejected, disqualified or converted.',
      'name',
    ),
    column(
      'state',
      label,
      'met: done in time. breached: done too late. never_worked: the time is over and nobody did. withdrawn: the life ended in time without it. running: there is time left.',
      `multiIf(ended != 0 AND is_done, if(is_over, 'breached', 'met'), is_over, 'never_worked', ended != 0, 'withdrawn', 'running')`,
    ),
    column('started_at', instant, 'When it started, UTC.', `fromUnixTimestamp64Milli(start, 'UTC')`),
    column(
      'due_at',
      `Nullable(${instant})`,
      'When its working time is over, UTC. NULL: not in 20 years.',
      moment('due'),
    ),
    column(
      'ended_at',
      `Nullable(${instant})`,
      'When it was done, or the life ended, UTC. NULL: not yet.',
      moment('ended'),
    ),
    column(
      'working_ms',
      'Nullable(Int64)',
      'Working milliseconds from start to end, by the business hours agreed on. NULL: not ended.',
      'if(ended = 0 OR of_clock.6 < 0, NULL, of_clock.6)',
    ),
    column(
      'system_delay_ms',
      'Nullable(Int64)',
      'Working milliseconds from qualification to assignment, on rows of contact. NULL: none.',
      'if(of_clock.7 < 0, NULL, of_clock.7)',
    ),
    column('is_high_intent', 'UInt8', '1: intent was shown shortly before, so that contact is due sooner.'),
    column('owner', label, 'Owner when contact started. Empty: none.', 'of_owner'),
    column('account_id', 'String', 'Pseudonymous account, as in accounts. Empty: none.'),
    column('segment', label, 'Segment of the account. Empty: none.'),
    column('channel', label, 'Channel of the lead, as in leads. Empty: no touch.'),
    column('campaign', label, 'Campaign of the lead, as in leads. Empty: none.'),
  ],
  from: `FROM (
  SELECT *, of_clock, of_clock.1 AS name, of_clock.2 AS start, of_clock.3 AS is_done,
    if(of_clock.4 <= ${until}, of_clock.4, 0) AS ended, of_clock.5 AS due,
    due != 0 AND due < if(ended != 0, ended, ${until}) AS is_over
  FROM (
    SELECT workspace, lead_id, account_id, segment, channel, campaign, c.life_at AS life_at, c.owner AS of_owner,
      c.is_high_intent AS is_high_intent, ${clocks} AS of_clocks
    FROM ${newest('leads', 'lead_id')} ARRAY JOIN clocks AS c)
  ARRAY JOIN of_clocks AS of_clock)
WHERE start != 0 AND start <= ${until}`,
};
