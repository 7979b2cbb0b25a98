export { forgetProjections } from './forget-projections.js';
export * from './projector.js';
export * from './projector.module.js';
