export { columnsBehindViews } from './columns-behind-views.js';
export * from './grant.js';
export { literal } from '@touchstone/facts';
export { viewModels } from './credit-rows.js';
export { createViewSql, type View, type ViewColumn } from './view.js';
export * from './views.js';
