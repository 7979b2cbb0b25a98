/** Stages of the funnel that a lead goes through, in their order. Nobody is followed before he is a lead. */
export const stages = ['lead', 'mql', 'sal', 'sql', 'opportunity', 'customer'] as const;
export type Stage = (typeof stages)[number];

/** Place of a stage in the funnel; 0 for a lead. */
export const rankOf = (stage: Stage): number => stages.indexOf(stage);

/** Stages that criteria put a lead into; those beyond are its deal's. */
export const qualifiedStages = ['mql', 'sal', 'sql'] as const satisfies readonly Stage[];
export type QualifiedStage = (typeof qualifiedStages)[number];
