/** Of the year that is generated, the last quarter. */
const quarter = 'from=2025-10-01&to=2026-01-01';
const within = (column) => `${column} >= '2025-10-01' AND ${column} < '2026-01-01'`;
const byMonth = (column) => `formatDateTime(${column}, '%Y-%m') AS month`;

/** Rows of the API and of a view as one text, in one order. */
const listed = (rows) => rows.map((row) => row.join(' ')).sort();
const ofView =
  (...columns) =>
  (rows) =>
    listed(rows.map((row) => columns.map((column) => row[column])));

const credit = {
  path: `/v1/attribution?${quarter}&model=linear&groupBy=channel,month`,
  ofApi: ({ rows }) => listed(rows.map((row) => [row.channel, row.month, row.creditMinor])),
  ofView: ofView('channel', 'month', 'credit'),
};

/**
 * What a BI tool asks each view most: the last quarter by channel and month. `path` is the same question to the API, where it
 * has one; `ofApi` and `ofView` make both answers comparable.
 */
export const questions = {
  touches: {
    sql: `SELECT channel, ${byMonth('occurred_at')}, count() AS touches FROM touches WHERE ${within('occurred_at')} GROUP BY ALL`,
  },
  deals: {
    sql: `SELECT owner, ${byMonth('assumeNotNull(close_day)')}, countIf(is_won) AS won, sum(won_value_minor) AS value FROM deals
      WHERE ${within('close_day')} GROUP BY ALL`,
  },
  leads: {
    sql: `SELECT channel, ${byMonth('created_at')}, count() AS leads FROM leads WHERE ${within('created_at')} GROUP BY ALL`,
  },
  stage_entries: {
    sql: `SELECT stage, count() AS entered FROM stage_entries WHERE subject = 'lead' AND ${within('entered_at')} GROUP BY ALL`,
    path: `/v1/funnel?${quarter}&judgedAt=2026-01-01T00:00:00Z`,
    ofApi: ({ totals }) =>
      listed(
        totals.stages
          .filter(({ stage }) => ['lead', 'mql', 'sal', 'sql'].includes(stage))
          .map(({ stage, entered }) => [stage, entered]),
      ),
    ofView: ofView('stage', 'entered'),
  },
  people: {
    sql: `SELECT first_channel, ${byMonth('first_seen_at')}, count() AS people FROM people WHERE ${within('first_seen_at')} GROUP BY ALL`,
  },
  accounts: {
    sql: `SELECT segment, ${byMonth('first_won_at')}, count() AS accounts, sum(won_value_minor) AS value FROM accounts
      WHERE ${within('first_won_at')} GROUP BY ALL`,
  },
  spend_by_day: {
    sql: `SELECT channel, ${byMonth('day')}, sum(cost_minor) AS cost FROM spend_by_day WHERE ${within('day')} GROUP BY ALL`,
  },
  credit: {
    sql: `SELECT channel, ${byMonth('won_at')}, sum(credit_linear_minor) AS credit FROM credit
      WHERE ${within('won_at')} AND reason = '' GROUP BY ALL`,
    ...credit,
  },
  credit_by_channel_day: {
    sql: `SELECT channel, ${byMonth('day')}, sum(credit_linear_minor) AS credit FROM credit_by_channel_day
      WHERE ${within('day')} AND channel != '(unattributed)' GROUP BY ALL`,
    ...credit,
  },
  unattributed: {
    sql: `SELECT reason, sum(credit_linear_minor) AS credit FROM unattributed WHERE ${within('day')} GROUP BY reason HAVING credit != 0`,
    path: credit.path,
    ofApi: ({ unattributed }) => listed(unattributed.map((row) => [row.reason, row.amountMinor])),
    ofView: ofView('reason', 'credit'),
  },
  restatements: {
    sql: `SELECT cause, channel, sum(credit_linear_minor) AS credit FROM restatements
      WHERE ${within('won_at')} AND reason = '' GROUP BY ALL`,
    path: `/v1/restatements?from=0&windowFrom=2025-10-01&windowTo=2026-01-01&model=linear&limit=1`,
    ofApi: ({ causes }) =>
      listed(causes.flatMap(({ cause, rows }) => rows.map((row) => [cause, row.channel, row.creditMinor]))),
    ofView: ofView('cause', 'channel', 'credit'),
  },
  acquisition_cost: {
    sql: `SELECT channel, formatDateTime(month, '%Y-%m') AS of_month, sum(total_cost_minor) AS cost,
        sum(new_customers_linear) AS customers, sum(revenue_linear_minor) AS revenue FROM acquisition_cost
      WHERE ${within('month')} AND channel != '(unattributed)' GROUP BY ALL`,
    path: `/v1/acquisition-cost?${quarter}&model=linear&groupBy=channel,month`,
    ofApi: ({ rows }) =>
      listed(
        rows.map((row) => [
          row.channel,
          row.month,
          row.loadedMinor,
          row.customers.toFixed(9),
          row.revenueMinor,
        ]),
      ),
    ofView: (rows) =>
      listed(
        rows.map((row) => [
          row.channel,
          row.of_month,
          row.cost,
          Number(row.customers).toFixed(9),
          row.revenue,
        ]),
      ),
  },
  stage_credit: {
    sql: `SELECT channel, formatDateTime(month, '%Y-%m') AS of_month, sum(reached_linear) AS leads FROM stage_credit
      WHERE stage = 'lead' AND ${within('month')} AND channel != '(unattributed)' GROUP BY ALL`,
    path: `/v1/acquisition-cost?${quarter}&model=linear&groupBy=channel,month`,
    ofApi: ({ rows }) =>
      listed(
        rows.filter(({ leads }) => leads !== 0).map((row) => [row.channel, row.month, row.leads.toFixed(9)]),
      ),
    ofView: (rows) => listed(rows.map((row) => [row.channel, row.of_month, Number(row.leads).toFixed(9)])),
  },
  customers: {
    sql: `SELECT came_with, ${byMonth('acquired_at')}, count() AS customers, sum(realised_revenue_minor) AS paid FROM customers
      WHERE ${within('acquired_at')} GROUP BY ALL`,
  },
  lifetime_value: {
    sql: `SELECT channel, formatDateTime(month, '%Y-%m') AS cohort, sum(realised_revenue_linear_minor) AS paid FROM lifetime_value
      WHERE ${within('month')} AND channel != '(unattributed)' GROUP BY ALL HAVING sum(customers_linear) != 0`,
    path: `/v1/lifetime-value?${quarter}&model=linear&cohort=month&observedUntil=${new Date().toISOString()}`,
    ofApi: ({ rows }) =>
      listed(
        rows
          .filter(({ customers }) => customers !== 0)
          .map((row) => [row.channel, row.cohort, row.realised.marginMinor]),
      ),
    ofView: ofView('channel', 'cohort', 'paid'),
  },
  retention: {
    sql: `SELECT channel, months_since, round(survival_linear, 6) AS survival FROM retention
      WHERE at_risk_linear > 0 AND channel != '(unattributed)'`,
    path: `/v1/retention?from=2000-01-01&to=2100-01-01&model=linear&observedUntil=${new Date().toISOString()}`,
    ofApi: ({ rows }) =>
      listed(
        rows.flatMap(({ channel, curve }) =>
          curve.map((point) => [channel, point.month, Number(point.survival.toFixed(6))]),
        ),
      ),
    ofView: ofView('channel', 'months_since', 'survival'),
  },
  sla_clocks: {
    sql: `SELECT clock, state, count() AS clocks FROM sla_clocks WHERE ${within('started_at')} GROUP BY ALL`,
    path: `/v1/sla?${quarter}&judgedAt=${new Date().toISOString()}`,
    ofApi: ({ totals }) =>
      listed(
        ['contact', 'disposition'].flatMap((clock) =>
          ['met', 'breached', 'never_worked', 'withdrawn', 'running']
            .filter((state) => totals[clock][state] > 0)
            .map((state) => [clock, state, totals[clock][state]]),
        ),
      ),
    ofView: ofView('clock', 'state', 'clocks'),
  },
};
