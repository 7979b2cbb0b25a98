export * from './customer-labels.js';
export * from './customer-sums.js';
export * from './customer-value.js';
export * from './customers.js';
export * from './survival-curve.js';
export * from './whole-money.js';
