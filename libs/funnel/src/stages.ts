/** Stages of the funnel that a lead goes through, in their order. */
export const stages = ['lead', 'mql', 'sal', 'sql', 'opportunity', 'customer'] as const;
export type Stage = (typeof stages)[number];

/** The stages of a report, which may begin with those who are no leads yet. */
export const funnelStages = ['visitor', ...stages] as const;
export type FunnelStage = (typeof funnelStages)[number];

/** Place of a stage in the funnel; 0 for a lead. */
export const rankOf = (stage: Stage): number => stages.indexOf(stage);

/** Stages that criteria put a lead into; those beyond are its deal's. */
export const qualifiedStages = ['mql', 'sal', 'sql'] as const satisfies readonly Stage[];
export type QualifiedStage = (typeof qualifiedStages)[number];
