import { z } from 'zod';
import { leadQuestion, leadQueryOf } from '../leads/lead-parameters.js';
import { leadReport } from '../leads/lead-report.js';

/** Parameters of `GET /v1/scoring`. */
export const scoringQuery = leadQueryOf(leadQuestion);
export type ScoringRequest = z.output<typeof scoringQuery.schema>;

const rate = z.number().nullable();
const outcomes = z.object({
  leads: z.int(),
  won: z.int().meta({ description: 'Became customers.' }),
  lost: z.int().meta({ description: 'Are out of the funnel, and were never customers.' }),
  winRate: rate.meta({ description: 'won / (won + lost); null where none is decided.' }),
});

export const ScoringAnswerSchema = z
  .object({
    report: z.object({
      ...leadReport,
      scoringPosition: z.int().meta({ description: 'Log position of the rules in force; 0: the default.' }),
    }),
    all: outcomes,
    rules: z.array(
      z.object({
        rule: z.string(),
        points: z
          .int()
          .nullable()
          .meta({ description: 'For each touch; null: the rule is in force no more.' }),
        with: outcomes.meta({
          description: 'Leads that earned points by it before they became an opportunity.',
        }),
        without: outcomes,
        lift: rate.meta({
          description: 'Win rate with / without; null where one is missing, or is 0 without.',
        }),
        averagePointsWon: rate.meta({ description: 'Of leads with the rule that were won, before decay.' }),
        averagePointsLost: rate,
      }),
    ),
  })
  .meta({ description: 'How the points of each rule relate to won deals.' });
export type ScoringAnswer = z.infer<typeof ScoringAnswerSchema>;

export const scoringExample: ScoringAnswer = {
  report: {
    ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', asOf: 48213 },
    ...{ judgedAt: '2026-04-01T00:00:00.000Z', timeZone: 'Europe/Berlin', filters: {} },
    scoringPosition: 96,
  },
  all: { leads: 1000, won: 50, lost: 450, winRate: 0.1 },
  rules: [
    {
      ...{ rule: 'demo', points: 40, lift: 8 },
      with: { leads: 120, won: 40, lost: 60, winRate: 0.4 },
      without: { leads: 880, won: 20, lost: 380, winRate: 0.05 },
      ...{ averagePointsWon: 62, averagePointsLost: 41.5 },
    },
  ],
};
