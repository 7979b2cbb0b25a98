import { noLabel, wholesOf } from '@touchstone/attribution';
import {
  allocate,
  type CohortCosts,
  type CohortLength,
  cohortOf,
  type CostCell,
  customerSums,
  type CustomerSums,
  daysOf,
  type Grouping,
  type LifetimeValue,
  lifetimeValues,
  spendCosts,
} from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { ratesAt } from '../rates-at.js';
import { customersLink, type CustomersNamed } from '../customers/list-links.js';
import { curveOf, labelled, reportOf } from '../customers/customer-fields.js';
import type { CustomerQuestion, CustomerQuestions } from '../customers/customer-questions.js';
import type { costReasons, LifetimeValueAnswer } from './lifetime-value-answer.js';
import type { LifetimeValueRequest } from './lifetime-value-request.js';

type Row = Omit<LifetimeValueAnswer['totals'][number], 'links'>;

/** Tells what customers bring, and holds it against what they cost. */
export class LifetimeValues {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly questions: CustomerQuestions,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async answer(workspace: string, request: LifetimeValueRequest): Promise<LifetimeValueAnswer> {
    const { cohort, cost, allocate: allocation, discount, horizonMonths, ...asked } = request;
    const question = await this.questions.decide(workspace, asked);
    const { customers, sharing, definitions } = question;
    const { margins } = definitions.margin;
    const [sums, spend] = await readingFacts(this.clickhouse, () =>
      Promise.all([customerSums(this.clickhouse, customers, sharing), this.spendOf(question)]),
    );
    const cells = allocate(spend.costs, allocation);
    const costs = costsBy(sharing.groupBy, { cells, cohort, cost });
    const { rows, totals } = lifetimeValues(
      [...sums, ...spentWithout(sums, cells, sharing.groupBy)],
      { ...{ cohort, discount, horizonMonths }, ...customers },
      costs,
    );
    const { groupBy } = sharing;
    const isBySpend = groupBy === 'channel' || groupBy === 'campaign';
    const report = reportOf(question);
    const shown = (
      value: LifetimeValue,
      noCost: (typeof costReasons)[number] | null,
      of: CustomersNamed['of'],
    ) => ({
      ...written(value, noCost),
      links: { customers: customersLink(report, report.model, { of, cohort: value.cohort }) },
    });
    return {
      report: {
        ...report,
        ...{ cohort, cost, allocate: allocation, discount, horizonMonths },
        ...{ marginSource: margins.length > 0 ? 'published' : 'none', margins },
      },
      rows: rows.flatMap(({ label, ...row }) =>
        label === null
          ? []
          : {
              ...labelled(groupBy, label),
              ...shown(row, isBySpend ? null : 'not_by_this_label', {
                ...{ groupBy, label: label || noLabel },
              }),
            },
      ),
      unattributed: rows.flatMap(({ label, ...row }) =>
        label === null ? shown(row, 'unattributed', 'unattributed') : [],
      ),
      totals: totals.map((row) => shown(row, null, 'all')),
      unconverted: spend.unconverted.map((one) => ({ ...one, costMinor: one.costMinor.toString() })),
    };
  }

  private async spendOf({ customers, definitions }: CustomerQuestion) {
    const { workspace, asOf, currency } = customers;
    const rates = await ratesAt(this.log, workspace, currency, asOf);
    return spendCosts(this.clickhouse, {
      workspace,
      asOf,
      currency,
      definitions,
      rates,
      ...daysOf(customers),
    });
  }
}

/** Label of a cost; null: costs are not known by such labels. Campaigns are the same whatever their capitals. */
const labelOfCost = ({ channel, campaign }: CostCell, groupBy: Grouping) =>
  groupBy === 'channel' ? channel : groupBy === 'campaign' ? campaign : null;
const sameLabel = (label: string) => label.trim().toLowerCase();

function costsBy(
  groupBy: Grouping,
  {
    cells,
    cohort,
    cost,
  }: { cells: readonly CostCell[]; cohort: CohortLength; cost: LifetimeValueRequest['cost'] },
): CohortCosts {
  const isKnown = groupBy === 'channel' || groupBy === 'campaign';
  const sumOf = (of: string, isMeant: (cell: CostCell) => boolean) =>
    cells
      .filter((cell) => cohortOf(cell.month, cohort) === of && isMeant(cell))
      .reduce((sum, { mediaMinor, loadedMinor }) => sum + (cost === 'paid' ? mediaMinor : loadedMinor), 0n);
  return {
    ofAll: (of) => sumOf(of, () => true),
    ofLabel: (of, label) =>
      !isKnown || label === null
        ? null
        : sumOf(of, (cell) => sameLabel(labelOfCost(cell, groupBy) ?? '') === sameLabel(label)),
  };
}

/** Months and labels that money was spent in, of nobody: so that costs sum to the spend. */
function spentWithout(
  sums: readonly CustomerSums[],
  cells: readonly CostCell[],
  groupBy: Grouping,
): CustomerSums[] {
  const known = new Map(sums.flatMap(({ label }) => (label === null ? [] : [[sameLabel(label), label]])));
  return cells.flatMap((cell): CustomerSums[] => {
    const label = labelOfCost(cell, groupBy);
    if (label === null) return [];
    if (!known.has(sameLabel(label))) known.set(sameLabel(label), label);
    return [
      {
        ...{
          month: cell.month,
          label: known.get(sameLabel(label))!,
          customers: 0n,
          recurring: 0n,
          withoutRate: 0n,
        },
        ...{ marginByMonth: [], recurringMargin: 0n, recurringRevenue: 0n, paidMonths: 0n },
        ...{ opening: 0n, lost: 0n, exits: [] },
      },
    ];
  });
}

const text = (amount: bigint | null) => amount?.toString() ?? null;

function written(value: LifetimeValue, noCost: (typeof costReasons)[number] | null): Row {
  const { realised, formula, survival, payback, costMinor, costPerCustomerMinor } = value;
  return {
    cohort: value.cohort,
    customers: wholesOf(value.customers),
    recurringCustomers: wholesOf(value.recurring),
    customersWithoutRate: wholesOf(value.withoutRate),
    realised: {
      marginMinor: realised.marginMinor.toString(),
      perCustomerMinor: text(realised.perCustomerMinor),
      months: realised.months.map(({ month, customers, marginMinor, perCustomerMinor }) => ({
        month,
        customers: wholesOf(customers),
        marginMinor: marginMinor.toString(),
        perCustomerMinor: text(perCustomerMinor),
      })),
    },
    recurring: {
      revenuePerMonthMinor: text(value.revenuePerMonthMinor),
      marginPerMonthMinor: text(value.marginPerMonthMinor),
      revenueChurn: value.revenueChurn,
    },
    formula: { perCustomerMinor: text(formula.value), reason: formula.reason },
    survival: {
      perCustomerMinor: text(survival.value?.minor ?? null),
      reason: survival.reason,
      months: survival.value?.months ?? null,
      curve: curveOf(value.curve),
    },
    cost: {
      costMinor: text(costMinor),
      perCustomerMinor: text(costPerCustomerMinor),
      reason: noCost ?? (costPerCustomerMinor === null ? 'no_customers' : null),
    },
    ltvToCac: value.ltvToCac,
    payback: { month: payback.value, reason: payback.reason },
  };
}
