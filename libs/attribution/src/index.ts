export * from './answer.js';
export * from './calendar-periods.js';
export { contributionsOf, type Contribution } from './contributions.js';
export { conversionSharesSql, type SharesSql } from './conversion-shares.js';
export { creditedTouches } from './credit-query.js';
export * from './custom-model.js';
export * from './details.js';
export { dimensions, noLabel, type Dimension, type Filters, type TouchDimension } from './dimensions.js';
export * from './explanation.js';
export { labelSchema } from './filter-parameters.js';
export { journeyLabelsSql, type JourneyLabel } from './journey-labels.js';
export { type JourneyVersion } from './journey-versions.js';
export { reasons, type Reason } from './journeys-sql.js';
export {
  groupedConversions,
  groupedCredit,
  type Chosen,
  type Grouped,
  type SplittingParameters,
} from './grouped-credit.js';
export { learn, learnedModels, type Learned, type LearningSources } from './learned.js';
export { chainOf, effectNumber, removalEffects } from './markov.js';
export * from './models.js';
export { items } from './list-items.js';
export * from './no-longer.js';
export { nonConvertingPaths } from './non-converting.js';
export * from './parameters.js';
export * from './paths.js';
export * from './report.js';
export { rounded } from './report-rows.js';
export * from './request.js';
export * from './restatement.js';
export { roles, type Role } from './role-models.js';
export * from './row-conversions.js';
export { rowSharesSql, type SharesOf } from './row-shares.js';
export { rateNumbers, rateValues } from './shapley-rate.js';
export * from './self-reported.js';
export { shownParameters } from './shown-parameters.js';
export { splitByLargestRemainder } from './split.js';
export { splitByWeights } from './split-sql.js';
export { decayOne, decayWeight } from './time-decay.js';
export { touchStandings, valueOf, type TouchStanding } from './touch-standing.js';
export * from './what-is-split.js';
export { windowVersions } from './window-versions.js';
export { occurringKinds } from './occurring-kinds.js';
export { visitLookbackMs } from './non-converting.js';
