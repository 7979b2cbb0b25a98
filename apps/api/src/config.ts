import { configFields } from '@touchstone/runtime';
import { z } from 'zod';

/** Environment of the API process. */
export const ApiConfigSchema = z.object({
  PORT: configFields.PORT.default(8082).meta({ description: 'Port of the API; 0 takes a free one.' }),
  HOST: configFields.HOST.meta({ description: 'Address to listen on.' }),
  LOG_LEVEL: configFields.LOG_LEVEL.meta({ description: 'Least level that is logged.' }),
  DATABASE_URL: configFields.DATABASE_URL.meta({ description: 'PostgreSQL with log and timelines.' }),
  CLICKHOUSE_URL: configFields.CLICKHOUSE_URL.meta({ description: 'ClickHouse with facts and journeys.' }),
  PII_KEY: configFields.PII_KEY.meta({
    description: 'Hex of 32 bytes that hash look-ups; the same in every process.',
  }),
});

export type ApiConfig = z.infer<typeof ApiConfigSchema>;
