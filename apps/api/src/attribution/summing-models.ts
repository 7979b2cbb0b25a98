import { badParameters } from '../query.js';

/** @throws Fault `invalid_request` for `influenced`: its rows never sum, so there is no total or difference of them */
export function refuseInfluenced(models: readonly string[]): void {
  if (models.includes('influenced'))
    throw badParameters([{ parameter: 'model', detail: 'influenced never sums; ask for another' }]);
}
