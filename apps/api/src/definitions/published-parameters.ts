import { type CustomModel, CustomModelSchema } from '@touchstone/attribution';
import type { Definitions } from '@touchstone/timeline';
import type { CreditQuestion } from '../attribution/report-context.js';

/** The custom models that are published, by name, as reports take them. */
export const publishedModels = ({ models }: Pick<Definitions, 'models'>): ReadonlyMap<string, CustomModel> =>
  new Map(models.models.map((model) => [model.name, CustomModelSchema.parse(model)]));

/** What definitions assume where a question says nothing; what they leave out is the platform's. */
export const publishedDefaults = ({ attribution }: Pick<Definitions, 'attribution'>): CreditQuestion =>
  Object.fromEntries(Object.entries(attribution).filter(([, value]) => value !== undefined));
