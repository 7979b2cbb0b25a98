import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { DarkFunnelAnswer } from './dark-funnel-answer.js';

/** One row a cell of the matrix; those of an answer sum to its deals, by each model. */
export const darkFunnelCsv = ({ report, matrix }: DarkFunnelAnswer): string =>
  csvOf(
    ['model', 'reported', 'tracked', 'deals', 'asOf'],
    matrix.map(({ model, reported, tracked, deals }) => [
      ...[model, textCell(reported), textCell(tracked), deals, report.asOf],
    ]),
  );
