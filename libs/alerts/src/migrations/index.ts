import { Alerts1700000000800 } from './1700000000800-alerts.js';

export const alertMigrations = [Alerts1700000000800];
