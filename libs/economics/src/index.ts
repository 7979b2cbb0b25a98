export * from './acquisition-figures.js';
export * from './acquisition-costs.js';
export * from './acquisition-list.js';
export * from './acquisition-sums.js';
export { type AcquisitionKind, acquisitionKinds, acquisitionsSql, type CustomersIn } from './acquisitions.js';
export { daysOf, wholeMonthsOf } from './calendar-days.js';
export * from './calendar-months.js';
export * from './content-uses.js';
export { allocate, allocations, type Allocation, type CostCell } from './cost-allocation.js';
export * from './customer-facts.js';
export * from './customer-labels.js';
export * from './customer-list.js';
export * from './customer-sums.js';
export * from './customer-value.js';
export * from './customer-traits.js';
export * from './customer-question.js';
export * from './customers.js';
export { counted, customersOf } from './customers-of.js';
export { marginAt, paymentsEnd } from './customer-parts-sql.js';
export * from './lead-costs.js';
export * from './lifetime-value.js';
export { monthNumber } from './months-sql.js';
export { named } from './named-sql.js';
export * from './retention.js';
export * from './survival-curve.js';
export * from './target-accounts.js';
export * from './whole-money.js';
export {
  spendCosts,
  spendInForce,
  unmapped,
  type Cost,
  type CostsOf,
  type UnconvertedCost,
} from './spend-costs.js';
export * from './spend-restatement.js';
