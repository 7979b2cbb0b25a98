export * from './grant.js';
export { viewModels } from './credit.js';
export { createViewSql, literal, type View, type ViewColumn } from './view.js';
export * from './views.js';
