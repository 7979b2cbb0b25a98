import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { CreditAnswer } from './credit-answer.js';

const header = [
  ...[
    'model',
    'position',
    'eventId',
    'source',
    'occurredAt',
    'channel',
    'channelRule',
    'interaction',
    'campaign',
  ],
  ...['personId', 'standing', 'roles', 'share', 'fraction', 'creditMinor', 'currency'],
];

/** One row a model and touch, in the order of the journey. */
export function creditCsv({ report, models, touches }: CreditAnswer): string {
  const records = models.flatMap(({ model }) =>
    touches.map((touch) => {
      const credit = touch.credit[model];
      return [
        model,
        touch.position,
        ...[touch.eventId, touch.source, touch.occurredAt, touch.channel, touch.channelRule ?? ''].map(
          textCell,
        ),
        textCell(touch.interaction),
        textCell(touch.labels.campaign),
        touch.personId,
        touch.standing,
        credit?.roles.join(' ') ?? '',
        credit?.share ?? 0,
        credit?.fraction ?? '',
        credit?.creditMinor ?? '0',
        report.currency,
      ];
    }),
  );
  return csvOf(header, records);
}
