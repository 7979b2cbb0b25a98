import { checkKafka, kafkaFields } from '@touchstone/broker';
import { configFields } from '@touchstone/runtime';
import { z } from 'zod';
import { defaultLimits } from './ingest-parts.js';

/** Environment variables of the ingest process. */
export const IngestConfigSchema = z
  .object({
    PORT: configFields.PORT.default(8081).meta({ description: 'port of the HTTP door' }),
    HOST: configFields.HOST.meta({ description: 'address to listen at' }),
    LOG_LEVEL: configFields.LOG_LEVEL.meta({ description: 'least level that is logged' }),
    DATABASE_URL: configFields.DATABASE_URL.meta({ description: 'PostgreSQL with the log' }),
    PII_KEY: configFields.PII_KEY.meta({
      description: 'secret of look-ups by e-mail and phone (hex, 32 bytes)',
    }),
    ...kafkaFields,
    KAFKA_BROKERS: kafkaFields.KAFKA_BROKERS.optional().meta({
      description: 'host:port, separated by commas; without them there is no Kafka',
    }),
    KAFKA_GROUP: z.string().default('touchstone-ingest').meta({ description: 'consumer group' }),
    KAFKA_WORKSPACE: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'workspace of messages that name none; without it they are quarantined' }),
    KAFKA_CONSUME: z
      .enum(['true', 'false'])
      .default('true')
      .meta({ description: 'whether this process appends from Kafka to the log' }),
    INGEST_MODE: z.enum(['log', 'kafka']).default('log').meta({
      description: 'where the HTTP door puts events: log (answers after the commit) or kafka (acks=all)',
    }),
    MAX_WAITING_REQUESTS: z.coerce
      .number()
      .int()
      .min(1)
      .default(defaultLimits.requests)
      .meta({ description: 'requests under way before callers get 429' }),
    MAX_WAITING_BYTES: z.coerce
      .number()
      .int()
      .min(8 * 1024 * 1024, 'is at least 8388608: one full body, packed and unpacked')
      .default(defaultLimits.bytes)
      .meta({ description: 'bytes of their bodies before callers get 429' }),
  })
  .superRefine(checkKafka)
  .refine((config) => config.INGEST_MODE === 'log' || config.KAFKA_BROKERS, {
    path: ['INGEST_MODE'],
    message: 'kafka needs KAFKA_BROKERS',
  });

export type IngestConfig = z.output<typeof IngestConfigSchema>;
