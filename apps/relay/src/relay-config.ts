import { checkKafka, kafkaFields } from '@touchstone/broker';
import { configFields } from '@touchstone/runtime';
import { z } from 'zod';

/** How often is looked, and how far back; also of the standalone process. */
export const relayFields = {
  RELAY_EVERY_SECONDS: z.coerce
    .number()
    .min(0.1, 'is at least 0.1')
    .max(3600, 'is at most 3600')
    .default(10)
    .meta({ description: 'seconds between two looks at the clocks of leads' }),
  RELAY_NEWS_HOURS: z.coerce
    .number()
    .min(0, 'is at least 0')
    .max(720, 'is at most 720')
    .default(24)
    .meta({ description: 'what was due longer ago than this before a look is old, and not sent' }),
} as const;

/** Environment variables of the relay process. */
export const RelayConfigSchema = z
  .object({
    PORT: configFields.PORT.default(8084).meta({
      description: 'port of health and metrics; 0 takes a free one',
    }),
    HOST: configFields.HOST.meta({ description: 'address to listen on' }),
    LOG_LEVEL: configFields.LOG_LEVEL.meta({ description: 'least level that is logged' }),
    DATABASE_URL: configFields.DATABASE_URL.meta({ description: 'PostgreSQL with the log' }),
    CLICKHOUSE_URL: configFields.CLICKHOUSE_URL.meta({ description: 'ClickHouse with the leads' }),
    ...kafkaFields,
    KAFKA_BROKERS: kafkaFields.KAFKA_BROKERS.optional().meta({
      description: 'host:port, separated by commas; without them alerts are only recorded',
    }),
    ...relayFields,
  })
  .superRefine(checkKafka);

export type RelayConfig = z.output<typeof RelayConfigSchema>;
