export * from './customer-value.js';
export * from './survival-curve.js';
export * from './whole-money.js';
