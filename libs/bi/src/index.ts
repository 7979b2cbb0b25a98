export { columnsBehindViews } from './columns-behind-views.js';
export * from './grant.js';
export { viewModels } from './credit-rows.js';
export { createViewSql, literal, type View, type ViewColumn } from './view.js';
export * from './views.js';
