import type { AttributionAnswer } from './answer.js';
import { isValued, type AttributionParameters } from './parameters.js';

/** Every parameter of a report as its answer shows it: moments as RFC 3339, maps as objects, `count` for what has no value. */
export function shownParameters(parameters: AttributionParameters): AttributionAnswer['report'] {
  const { workspace: _, details: __, ...report } = parameters;
  return {
    ...report,
    models: [...parameters.models],
    customModels: Object.fromEntries(parameters.customModels),
    groupBy: [...parameters.groupBy],
    filters: Object.fromEntries(
      Object.entries(parameters.filters).map(([dimension, labels]) => [dimension, [...labels]]),
    ),
    from: new Date(parameters.from).toISOString(),
    to: new Date(parameters.to).toISOString(),
    value: isValued(parameters.conversion) ? parameters.value : 'count',
  };
}
