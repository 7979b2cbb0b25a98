import type { BrokerMessage } from '@touchstone/broker';

/**
 * Header in which our HTTP door hands the content hash on to the consumer. Whoever may write to the inbound topics is
 * trusted for the workspaces that they name, and so with this header; what comes by HTTP cannot set it.
 */
export const contentHashHeader = 'content-hash';

const sha256 = /^[0-9a-f]{64}$/;

/** The hash that the door gave a message; undefined where it did not come from the door. */
export function contentHashIn({ headers }: Pick<BrokerMessage, 'headers'>): string | undefined {
  const claimed = headers[contentHashHeader];
  return claimed !== undefined && sha256.test(claimed) ? claimed : undefined;
}
