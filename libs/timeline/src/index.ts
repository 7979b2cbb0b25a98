export * from './accounts.js';
export * from './identity.js';
export { accountIdOf, isWeak, kindOf, personIdOf } from './keys.js';
export { compareMoments, type Moment } from './order.js';
export * from './person-account.js';
