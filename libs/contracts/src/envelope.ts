import { z } from 'zod';
import { InstantSchema } from './times.js';

/**
 * CloudEvents 1.0 envelope (https://github.com/cloudevents/spec). `time` is the business moment, occurredAt;
 * identity of an event is (workspace, source, id). Extension attributes are kept out of the data.
 */
export const EnvelopeSchema = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z
      .string()
      .min(1)
      .max(300)
      .meta({ description: 'Unique within the source; the same id again is a duplicate.' }),
    source: z
      .string()
      .min(1)
      .max(300)
      .meta({ description: 'The system that says so.', examples: ['crm/hubspot'] }),
    type: z.string().min(1).max(200).meta({ description: 'Event type with its major version.' }),
    time: InstantSchema,
    subject: z.string().max(500).optional(),
    datacontenttype: z.string().max(100).optional(),
    data: z.unknown(),
  })
  .meta({ description: 'CloudEvents 1.0 envelope, structured mode.' });

export type Envelope = z.infer<typeof EnvelopeSchema>;

/** A whole event as one publishes it. */
export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  data: unknown;
  subject?: string;
  datacontenttype?: string;
}
