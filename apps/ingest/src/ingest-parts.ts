import type { ApiKeys } from '@touchstone/access';
import type { Broker } from '@touchstone/broker';
import type { PersonalData } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import type { AdmissionLimits } from './http/admission.js';

/** What ingest is made of; whoever makes these parts also closes them. */
export interface IngestParts {
  pool: Pool;
  keys: ApiKeys;
  personalData: PersonalData;
  /** Where the HTTP door puts events: into the log, or onto Kafka for the consumer to append. Default `log`. */
  mode?: 'log' | 'kafka';
  /** Needed for mode `kafka` and for `consumeFromKafka`. */
  kafka?: {
    broker: Broker;
    /** Consumer group; the log keeps the offsets under this name. */
    group: string;
    /** Workspace of messages that name none; null: they are quarantined. */
    defaultWorkspace: string | null;
  };
  /** How much may be under way at the HTTP door. */
  limits?: AdmissionLimits;
}

export const INGEST = Symbol('INGEST');

export const defaultLimits: AdmissionLimits = { requests: 2000, bytes: 64 * 1024 * 1024 };
